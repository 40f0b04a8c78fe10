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
from heli.clauses.registry import Check, all_checks, checks, forced_kept, run
from heli.clauses.results import Evidence, Finding, Result, State
from heli.clauses.worlds import World, has_a_view, lacking, speaks_against, worlds
from heli.kernel.ref import Ref

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@dataclass(frozen=True)
class Judged:
    """How the clause of one world stands in it, and with the checks of that clause forced to find nothing."""

    world: World
    result: Result
    forced: Result

    def must_hold(self) -> None:
        """A violating world is broken, and only by its checks; a keeping one has been looked at and nothing is open."""
        if self.world.kept:
            assert (self.result.state, self.result.open) == (State.KEPT, ())
            return
        assert self.result.state is State.BROKEN
        assert all(f.sentence for f in self.result.open)
        assert self.forced.state is State.KEPT


@dataclass(frozen=True)
class Seen:
    """What one check made of one world."""

    kept: bool
    finds: bool
    content: bool


@dataclass(frozen=True)
class Account:
    """All that is asked about one built state: for each world declared on it its judgement, and what each check made of it."""

    judged: dict[str, Judged]
    seen: dict[str, Seen]


_accounts: dict[str, Account] = {}


def judge(world: World, root: Ref) -> Judged:
    """Judge as if the stage in which the clause is due were being left."""
    result = run(world.clause, root, leaving=True)
    with forced_kept(world.clause):
        return Judged(world, result, run(world.clause, root, leaving=True))


def look(one: Check, world: World, root: Ref) -> Seen:
    """Ask the check about a world that stands."""
    return Seen(world.kept, speaks_against(one, root), has_a_view(one, root))


def account(world: World, cast: Any) -> Account:
    """The account of a world's state. It is built once a session, for all worlds declared on it, and taken down again:
    building is most of the work, and the next one may be built on the same root."""
    key = f"{world.build.__module__}.{world.build.__qualname__}"
    if key not in _accounts:
        place = transaction.savepoint()
        try:
            _accounts[key] = _take([w for w in worlds() if w.build is world.build], world.build(cast))
        finally:
            transaction.savepoint_rollback(place)
    return _accounts[key]


def _take(declared: Sequence[World], root: Ref) -> Account:
    judged = {w.clause: judge(w, root) for w in declared}
    return Account(judged, {c.name: look(c, w, root) for w in declared for c in checks(w.clause)})


def gaps(one: Check, seen: Sequence[Seen]) -> list[str]:
    """What the check lacks: a world that keeps it, a world that violates it."""
    keeps = [one.name for s in seen if s.kept and s.content]
    violates = [one.name for s in seen if not s.kept and s.finds]
    return lacking(keeps, violates, [one.name])


@pytest.mark.parametrize("world", worlds(), ids=lambda w: w.name)
def test_a_world_is_judged_as_it_declares(world, cast):
    account(world, cast).judged[world.clause].must_hold()


@pytest.mark.parametrize("one", all_checks(), ids=lambda c: c.name)
def test_a_check_has_a_world_of_each_sort(one, cast):
    assert gaps(one, [account(w, cast).seen[one.name] for w in worlds() if w.clause == one.clause]) == []


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
        judge(VIOLATES, LATE).must_hold()
    monkeypatch.setattr(registry, "_checks", {"2.2.4": [LIVING]})
    judge(VIOLATES, LATE).must_hold()
    judge(KEEPS, GOOD).must_hold()
