"""Tier rules (2.2.a): how many levels a thing needs. The room that it belongs to answers for its kind; three where none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from heli.kernel.ref import Ref

Depths = Callable[[Sequence[Ref]], dict[UUID, int]]
FULL = 3
_tiers: dict[str, Depths] = {}


def register_tier(about_kind: str, depths: Depths) -> None:
    """Say how many levels things of a kind need: a function from refs to id → depth (1 to 3), a fixed number of queries."""
    _tiers[about_kind] = depths


def drop_tier(about_kind: str) -> None:
    """Take a tier rule back. Only for tests that add one."""
    del _tiers[about_kind]


def depths(abouts: Sequence[Ref]) -> dict[Ref, int]:
    """How many levels each of these things needs."""
    result = dict.fromkeys(abouts, FULL)
    for kind, ask in _tiers.items():
        asked = [a for a in abouts if a.kind == kind]
        found = ask(asked) if asked else {}
        result.update({a: found[a.id] for a in asked if a.id in found})
    return result
