"""What can be done about a thing, as reads give it to programs: the act, its subject and version, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heli.acts.pipeline import reasons_against
from heli.acts.registry import find_act
from heli.kernel.actor import Actor
from heli.kernel.errors import Reasons
from heli.kernel.ref import Ref


@dataclass(frozen=True)
class Offered:
    """An act about `subject`, whose version is `seen`; without `reasons` the reader can do it now, as far as is known before
    anything is filled in."""

    act: str
    label: str
    subject: Ref
    seen: int
    reasons: Reasons

    @classmethod
    def of(cls, name: str, subject: Ref, seen: int, reasons: Reasons) -> Offered:
        """An act whose reasons the caller has asked. No query."""
        return cls(name, str(find_act(name).label), subject, seen, reasons)


def offered(name: str, actor: Actor, row: Any) -> Offered:
    """An act about a row that was read `with_halts`; costs the queries of its own rules."""
    return Offered.of(name, row.ref, row.version, reasons_against(find_act(name), actor, row))
