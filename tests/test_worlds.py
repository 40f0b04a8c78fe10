"""Every check of a clause has a world that keeps it and one that violates it, and each world is judged as it declares.

With the checks of a clause forced to find nothing, each violating world would be judged as kept: so a check that always
answers 'kept' breaks a test here (must-hold 5 of the first issue).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

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


def gaps(checks: Sequence[Check], seen: Sequence[tuple[World, Ref]]) -> list[str]:
    """The checks for which a keeping or a violating world is missing."""
    kept = [c.name for c in checks for w, root in seen if w.clause == c.clause and w.kept and has_a_view(c, root)]
    violated = [c.name for c in checks for w, root in seen if w.clause == c.clause and not w.kept and speaks_against(c, root)]
    return lacking(kept, violated, [c.name for c in checks])


@pytest.mark.parametrize("world", worlds(), ids=lambda w: w.name)
def test_a_world_is_judged_as_it_declares(world, cast):
    judge(world, world.build(cast))


@pytest.mark.parametrize("one", all_checks(), ids=lambda c: c.name)
def test_a_check_has_a_world_of_each_sort(one, cast):
    seen = [(w, w.build(cast)) for w in worlds() if w.clause == one.clause]
    assert gaps([one], seen) == []


# The guard itself, on a check of its own: it must see a check that is dead and one that has no world.

LATE = Ref("collaboration", UUID(int=1))
GOOD = Ref("collaboration", UUID(int=2))


def _tasks(root: Ref) -> list[Finding | Evidence]:
    return [Finding("逾期")] if root == LATE else [Evidence("按期")]


def _dead(root: Ref) -> list[Finding | Evidence]:
    return []


KEEPS = World("2.2.4", True, lambda cast: GOOD)
VIOLATES = World("2.2.4", False, lambda cast: LATE)


def test_a_living_check_with_both_worlds_lacks_nothing():
    assert gaps([Check("2.2.4", _tasks)], [(KEEPS, GOOD), (VIOLATES, LATE)]) == []


def test_a_check_that_always_answers_kept_is_found():
    assert "no world violates it" in gaps([Check("2.2.4", _dead)], [(KEEPS, GOOD), (VIOLATES, LATE)])[0]


def test_a_check_without_a_world_is_found():
    assert len(gaps([Check("2.2.4", _tasks)], [])) == 2


def test_a_violating_world_that_its_check_does_not_see_fails(monkeypatch):
    monkeypatch.setattr(registry, "_standings", {})
    monkeypatch.setattr(registry, "_checks", {"2.2.4": [Check("2.2.4", _dead)]})
    with pytest.raises(AssertionError):
        judge(VIOLATES, LATE)
    monkeypatch.setattr(registry, "_checks", {"2.2.4": [Check("2.2.4", _tasks)]})
    judge(VIOLATES, LATE)
    judge(KEEPS, GOOD)
