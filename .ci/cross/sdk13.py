"""Which declarations PyObjC's record of macOS 13's SDK holds."""

from __future__ import annotations

from pathlib import Path

import pyobjc_facts
from claims import Claim
from pyobjc_facts import Metadata


class Record:
    """What existed then. It can tell only of what the newest record knows in the same way."""

    def __init__(self, folder: Path) -> None:
        self.then = pyobjc_facts.load(folder)

    def existed(self, claim: Claim, now: Metadata) -> bool | None:
        """None where the records can't tell."""
        if claim.kind in ("method", "property"):
            return self.selector_existed(claim, now)
        tables = {
            "value": (self.then.values, now.values),
            "constant": (self.then.constants, now.constants),
            "function": (self.then.functions, now.functions),
        }
        if claim.kind not in tables:
            return None
        then, newest = tables[claim.kind]
        return claim.name in then if claim.name in newest else None

    def selector_existed(self, claim: Claim, now: Metadata) -> bool | None:
        selector = claim.getter or claim.name
        if claim.owner in self.then.protocols and claim.owner in now.protocols:
            key = (selector, claim.is_class)
            if key in now.protocols[claim.owner][0]:
                return key in self.then.protocols[claim.owner][0]
        # Of a class's methods only those with a type of note are recorded.
        if any(owner == claim.owner for owner, _ in now.methods.get(selector, [])):
            return any(owner == claim.owner for owner, _ in self.then.methods.get(selector, []))
        return None
