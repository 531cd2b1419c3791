"""metal-cpp, Apple's C++ view of Metal: exact selectors, with the C++ types of their arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

SELECTOR = re.compile(r"_PRIVATE_DEF_SEL\(\s*(\w+),\s*\"([^\"]+)\"\s*\)")
BODY = re.compile(
    r"^_(?:MTL|CA|NS)_INLINE (?P<result>[^\n]*?)\s*(?P<space>MTL|CA|NS)::(?P<type>\w+)"
    r"::\w+\((?P<arguments>[^\n]*)\)"
    r"(?: const)?\n\{\n(?P<body>.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
SENT = re.compile(
    r"sendMessage(?:Safe)?<.*?>\(\s*(this|_\w+_PRIVATE_CLS\(\w+\)),\s*_\w+_PRIVATE_SEL\((\w+)\)", re.DOTALL
)


@dataclass
class Selectors:
    """(class, selector, class method?) → [result, arguments…] as C++ types, by Apple's names."""

    methods: dict[tuple[str, str, bool], list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def signature(self, owners: list[str], selector: str, is_class: bool) -> list[str] | None:
        for owner in owners:
            if found := self.methods.get((owner, selector, is_class)):
                return found
        return None


def load(folder: Path) -> Selectors:
    found = Selectors()
    spelled: dict[str, str] = {}
    texts = {path: path.read_text(errors="replace") for path in sorted(folder.rglob("*.hpp"))}
    for text in texts.values():
        spelled.update(SELECTOR.findall(text))
    found.names = set(spelled.values())
    for path, text in texts.items():
        if path.parent.name == "SingleHeader":
            continue
        for body in BODY.finditer(text):
            sent = SENT.search(body["body"])
            if not sent or sent[2] not in spelled:
                continue
            types = [body["result"], *split_arguments(body["arguments"])]
            owner = body["space"] + body["type"]
            found.methods[owner, spelled[sent[2]], sent[1] != "this"] = [cleaned(t) for t in types]
    return found


def split_arguments(text: str) -> list[str]:
    """The types of parameters; their names are the last word."""
    parts = [part.strip() for part in re.split(r",(?![^<(]*[>)])", text) if part.strip()]
    return [re.sub(r"\s*\b\w+(\[\])?$", r"\1", part) for part in parts]


def cleaned(text: str) -> str:
    text = re.sub(r"\b(class|const|static)\b", "", text)
    return re.sub(r"\b(MTL|CA|NS|CG)::", r"\1", text).replace(" ", "")
