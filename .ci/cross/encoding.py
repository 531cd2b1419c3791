"""Objective-C type encodings, brought to one form so that those of different origin can be compared."""

from __future__ import annotations

QUALIFIERS = "rnNoORVA"
# One letter for each meaning on arm64: BOOL is bool, long has 64 bits, PyObjC writes Z, t and T of its own.
SAME = {"Z": "B", "l": "q", "L": "Q", "t": "c", "T": "S", "*": "^c"}
CLOSING = {"{": "}", "(": ")", "[": "]"}


def end_of(text: str, at: int) -> int:
    """Where the one encoding that begins at `at` ends."""
    while at < len(text) and text[at] in QUALIFIERS:
        at += 1
    first = text[at]
    if first == "^":
        return end_of(text, at + 1)
    if first in CLOSING:
        return matching(text, at, first, CLOSING[first])
    if first == "b":
        return end_of_digits(text, at + 1)
    if first == "@":
        at += 1
        if at < len(text) and text[at] == '"':
            return text.index('"', at + 1) + 1
        if at < len(text) and text[at] == "?":
            at += 1
            return matching(text, at, "<", ">") if at < len(text) and text[at] == "<" else at
        return at
    return at + 1


def matching(text: str, at: int, opening: str, closing: str) -> int:
    depth = 0
    while True:
        if text[at] == '"':
            at = text.index('"', at + 1)
        elif text[at] == opening:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1


def end_of_digits(text: str, at: int) -> int:
    while at < len(text) and text[at].isdigit():
        at += 1
    return at


def split(text: str) -> list[str]:
    """The encodings in a row, without the offsets that a method's type has."""
    parts = []
    at = 0
    while at < len(text):
        end = end_of(text, at)
        parts.append(text[at:end])
        at = end_of_digits(text, end + 1) if text[end : end + 1] == "-" else end_of_digits(text, end)
    return parts


def plain(text: str | bytes) -> str:
    """One form: no qualifiers, no class names, no contents of structures."""
    text = text.decode() if isinstance(text, bytes) else text
    text = text.lstrip(QUALIFIERS)
    if text.startswith("^"):
        pointee = plain(text[1:])
        return "^?" if pointee == "?" else f"^{pointee}"
    if text.startswith("{"):
        return "{" + text[1:-1].split("=", 1)[0].lstrip("_") + "}"
    if text.startswith("@?"):
        return "@?"
    if text.startswith("@"):
        return "@"
    if text.startswith("["):
        return "^" + plain(text[1:-1].lstrip("0123456789"))
    return SAME.get(text, text)


def fields(text: str | bytes) -> list[str] | None:
    """The fields of a structure's encoding, in one form; None where it doesn't tell them."""
    text = text.decode() if isinstance(text, bytes) else text
    _, separator, inside = text[1:-1].partition("=")
    if not separator:
        return None
    without_names = []
    at = 0
    while at < len(inside):
        if inside[at] == '"':
            at = inside.index('"', at + 1) + 1
        end = end_of(inside, at)
        without_names.append(plain(inside[at:end]))
        at = end
    return without_names


def callable_parts(text: str) -> list[str] | None:
    """Result and arguments of a block whose encoding tells them: @?<v@?@>."""
    if not text.startswith("@?<"):
        return None
    result, _, *arguments = split(text[3:-1])
    return [plain(part) for part in [result, *arguments]]
