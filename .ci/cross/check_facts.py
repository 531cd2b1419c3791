"""Compares what the project's headers of Apple's frameworks claim with what others recorded.

Each claim must be confirmed by at least one source and contradicted by none; one that nobody knows fails.
"""

from __future__ import annotations

import collections
import concurrent.futures
import sys
import time
import tomllib
from pathlib import Path

import claims
import confirm
import fetch_facts
import parsing
import sdk13
import stubs
import target
from claims import Headers, Uses

KINDS = {
    "value": "enumeration values",
    "constant": "constants",
    "function": "functions",
    "structure": "structures",
    "class": "classes",
    "protocol": "protocols",
    "method": "methods",
    "property": "properties",
}
Version = tuple[int, int]


def used_by_core(headers: Headers, problems: list[str]) -> set[str]:
    """Parses each Objective-C++ file of the core, two at a time."""
    files = [str(p) for p in target.sources(".mm")]
    if not files:
        problems.append("The core has no Objective-C++ file.")
    total = Uses()
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        for path, outcome in zip(files, pool.map(uses_or_error, files), strict=True):
            if isinstance(outcome, str):
                problems.append(f"{Path(path).name} doesn't compile for the target: {outcome}")
            else:
                total.add(outcome)
    problems += total.problems()
    print(f"parsed {len(files)} Objective-C++ files of the core, {total.own_methods} methods of own classes")
    return {headers.accessors.get(usr, usr) for usr in total.used}


def uses_or_error(path: str) -> Uses | str:
    try:
        return claims.uses_of(path)
    except parsing.CannotParse as failure:
        return str(failure)


def check_confirmed(headers: Headers, facts: confirm.Facts, used: set[str], problems: list[str]) -> None:
    """Prints how many claims of each kind there are, and who confirmed them."""
    counts: dict[str, collections.Counter[str]] = {kind: collections.Counter() for kind in KINDS}
    for usr, claim in headers.claims.items():
        verdict = facts.judge(claim)
        count = counts[claim.kind]
        count["declared"] += 1
        count["used"] += usr in used
        where = f"{claim.where}: {claim.full_name}"
        problems += [f"{where}: {words}." for words in verdict.contradictions]
        if not verdict.confirmed and not verdict.contradictions:
            problems.append(f"{where} is known to no source.")
        if verdict.confirmed and not verdict.contradictions:
            count["confirmed"] += 1
            count["used and confirmed"] += usr in used
            count[verdict.confirmed[0]] += 1
            count["by two or more"] += len(verdict.confirmed) > 1
    show(counts)


def show(counts: dict[str, collections.Counter[str]]) -> None:
    columns = ("declared", "confirmed", *confirm.SOURCES, "by two or more", "used", "used and confirmed")
    print(f"{'':<20}" + "".join(f"{column:>{len(column) + 2}}" for column in columns))
    total: collections.Counter[str] = collections.Counter()
    for kind, count in counts.items():
        total.update(count)
        print(f"{KINDS[kind]:<20}" + "".join(f"{count[c]:>{len(c) + 2}}" for c in columns))
    print(f"{'all':<20}" + "".join(f"{total[c]:>{len(c) + 2}}" for c in columns))


def written_down(table: str) -> dict[str, dict[str, str]]:
    """The entries of availability.toml by name, each with its source."""
    path = Path(__file__).parent / "availability.toml"
    entries = tomllib.loads(path.read_text()).get(table, [])
    for entry in entries:
        if not entry["source"]:
            raise ValueError(f"{entry['name']} has no source in {path.name}.")
    return {entry["name"]: entry for entry in entries}


def version(text: str) -> Version:
    major, _, minor = text.partition(".")
    return int(major), int(minor or 0)


def check_availability(headers: Headers, problems: list[str]) -> None:
    """Each declaration above the target's macOS is written down with its source, and none else."""
    listed = {name: version(entry["macos"]) for name, entry in written_down("introduced").items()}
    stale = set(listed)
    newer = 0
    for claim in headers.claims.values():
        since = claim.introduced or (0, 0)
        stale.discard(claim.full_name)
        entry = listed.get(claim.full_name) or listed.get(claim.owner)
        if since <= target.OLDEST_MACOS:
            if claim.full_name in listed:
                problems.append(
                    f"{claim.where}: {claim.full_name} lacks API_AVAILABLE(macos({dotted(entry)}))."
                )
            continue
        newer += 1
        if entry is None:
            problems.append(
                f"{claim.where}: {claim.full_name} is marked as of macOS {dotted(since)}; write it down with "
                "its source in .ci/cross/availability.toml."
            )
        elif entry != since:
            problems.append(
                f"{claim.where}: {claim.full_name} is marked as of macOS {dotted(since)}, and "
                f"availability.toml says {dotted(entry)}."
            )
    problems += [
        f"availability.toml lists {name}, which the headers don't declare." for name in sorted(stale)
    ]
    print(f"{newer} declarations above macOS {dotted(target.OLDEST_MACOS)}, each with its source")


def dotted(since: Version | None) -> str:
    return ".".join(map(str, since or ()))


def check_sdk13(headers: Headers, facts: confirm.Facts, problems: list[str]) -> None:
    """What isn't marked as newer existed in macOS 13's SDK, wherever that SDK's record can tell."""
    old = sdk13.Record(fetch_facts.PYOBJC_OF_13_FOLDER)
    present = written_down("present")
    told = 0
    for claim in headers.claims.values():
        existed = old.existed(claim, facts.pyobjc)
        if existed is None:
            continue
        told += 1
        is_newer = (claim.introduced or (0, 0)) > target.OLDEST_MACOS
        if not existed and not is_newer and claim.name not in present:
            problems.append(
                f"{claim.where}: {claim.full_name} is not in PyObjC's record of macOS 13's SDK; mark it "
                "with the version that introduced it."
            )
    print(f"{told} declarations held against the record of macOS 13's SDK")


def check_homes(headers: Headers, facts: confirm.Facts, problems: list[str]) -> None:
    """A function or constant lies in the framework whose header declares it: the linker binds it there."""
    told = 0
    for claim in headers.claims.values():
        home = facts.pyobjc.homes.get(claim.name)
        if claim.kind not in ("function", "constant") or claim.inline or home is None:
            continue
        told += 1
        if home != stubs.framework_of(claim):
            problems.append(f"{claim.where}: {claim.full_name} is of {home} by PyObjC's account.")
    print(f"{told} functions and constants held against the framework that has them")


def problems_of_headers() -> list[str]:
    """Everything but the parse of the core, for the test of this check."""
    problems: list[str] = []
    headers = claims.read()
    facts = confirm.Facts(headers)
    check_confirmed(headers, facts, set(), problems)
    check_availability(headers, problems)
    check_sdk13(headers, facts, problems)
    check_homes(headers, facts, problems)
    return problems


def main() -> int:
    begin = time.monotonic()
    fetch_facts.main()
    problems: list[str] = []
    headers = claims.read()
    facts = confirm.Facts(headers)
    used = used_by_core(headers, problems)
    check_confirmed(headers, facts, used, problems)
    check_availability(headers, problems)
    check_sdk13(headers, facts, problems)
    check_homes(headers, facts, problems)
    for problem in problems:
        print(problem)
    words = f"FAILED with {len(problems)} problems" if problems else "passed"
    print(f"fact-check: {words}, {time.monotonic() - begin:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
