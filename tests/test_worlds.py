"""Every check of a clause has a world that keeps it and one that violates it, and each world is judged as it declares.

With the checks of a clause forced to find nothing, each violating world would be judged as kept: so a check that always
answers 'kept' breaks a test here (must-hold 5 of the first issue).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from heli.clauses import registry
from heli.clauses.registry import Check, all_checks, forced_kept, run
from heli.clauses.results import Evidence, Finding, State
from heli.clauses.worlds import World, has_a_view, lacking, speaks_against, worlds
from heli.kernel.ref import Ref

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def judge(world: World, root: Ref) -> None:
    """A violating world is broken, and only by its checks; a keeping one has been looked at and nothing is open."""
    result = run(world.clause, root, leaving=True)
    if world.kept:
        assert (result.state, result.open) == (State.KEPT, ())
        return
    assert result.state is State.BROKEN
    assert all(f.sentence for f in result.open)
    with forced_kept(world.clause):
        assert run(world.clause, root, leaving=True).state is State.KEPT


@dataclass(frozen=True)
class Seen:
    """What one check made of one world."""

    kept: bool
    finds: bool
    content: bool


def look(one: Check, world: World, root: Ref) -> Seen:
    """Ask the check about a world that stands."""
    return Seen(world.kept, speaks_against(one, root), has_a_view(one, root))


def look_alone(one: Check, world: World, cast: Any) -> Seen:
    """Build a world, ask, and take it down again: the next one may be built on the same root."""
    place = transaction.savepoint()
    try:
        return look(one, world, world.build(cast))
    finally:
        transaction.savepoint_rollback(place)


def gaps(one: Check, seen: Sequence[Seen]) -> list[str]:
    """What the check lacks: a world that keeps it, a world that violates it."""
    keeps = [one.name for s in seen if s.kept and s.content]
    violates = [one.name for s in seen if not s.kept and s.finds]
    return lacking(keeps, violates, [one.name])


@pytest.mark.parametrize("world", worlds(), ids=lambda w: w.name)
def test_a_world_is_judged_as_it_declares(world, cast):
    judge(world, world.build(cast))


@pytest.mark.parametrize("one", all_checks(), ids=lambda c: c.name)
def test_a_check_has_a_world_of_each_sort(one, cast):
    assert gaps(one, [look_alone(one, w, cast) for w in worlds() if w.clause == one.clause]) == []


# The guard itself, on a check of its own: it must see a check that is dead and one that has no world.

LATE = Ref("collaboration", UUID(int=1))
GOOD = Ref("collaboration", UUID(int=2))


def _tasks(root: Ref) -> list[Finding | Evidence]:
    return [Finding("逾期")] if root == LATE else [Evidence("按期")]


def _dead(root: Ref) -> list[Finding | Evidence]:
    return []


LIVING = Check("2.2.4", _tasks)
DEAD = Check("2.2.4", _dead)
KEEPS = World("2.2.4", True, lambda cast: GOOD)
VIOLATES = World("2.2.4", False, lambda cast: LATE)


def test_a_living_check_with_both_worlds_lacks_nothing():
    assert gaps(LIVING, [look(LIVING, KEEPS, GOOD), look(LIVING, VIOLATES, LATE)]) == []


def test_a_check_that_always_answers_kept_is_found():
    assert "no world violates it" in gaps(DEAD, [look(DEAD, KEEPS, GOOD), look(DEAD, VIOLATES, LATE)])[0]


def test_a_check_without_a_world_is_found():
    assert len(gaps(LIVING, [])) == 2


def test_a_violating_world_that_its_check_does_not_see_fails(monkeypatch):
    monkeypatch.setattr(registry, "_standings", {})
    monkeypatch.setattr(registry, "_checks", {"2.2.4": [DEAD]})
    with pytest.raises(AssertionError):
        judge(VIOLATES, LATE)
    monkeypatch.setattr(registry, "_checks", {"2.2.4": [LIVING]})
    judge(VIOLATES, LATE)
    judge(KEEPS, GOOD)
