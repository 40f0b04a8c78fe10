"""The four figures: shares of what is on record, computed again from it."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.facts import TaskFact
from heli.evaluation import rules

FACTS = st.lists(st.builds(TaskFact, st.just(UUID(int=1)), st.booleans(), st.booleans(), st.booleans()), max_size=12)


@given(FACTS)
def test_a_share_is_never_more_than_the_whole(facts):
    for figure in (rules.process(facts), rules.quality(facts)):
        assert 0 <= figure.part <= figure.whole == len(facts)
        assert figure.percent is None if not facts else 0 <= figure.percent <= 100


@given(FACTS)
def test_the_figures_are_what_one_counts_by_hand(facts):
    assert rules.process(facts).part == len([f for f in facts if f.in_time or f.explained])
    assert rules.quality(facts).part == len([f for f in facts if f.first_try])


@given(FACTS)
def test_a_reason_on_record_never_lowers_process_control(facts):
    explained = [TaskFact(f.task, f.in_time, f.first_try, True) for f in facts]
    assert rules.process(explained).part == len(facts) >= rules.process(facts).part


@given(FACTS, st.permutations(range(3)))
def test_the_order_of_the_tasks_does_not_matter(facts, order):
    assert rules.process(facts) == rules.process(list(reversed(facts)))
    assert rules.quality(facts) == rules.quality(list(reversed(facts)))


@given(st.integers(0, 30), st.integers(0, 30))
def test_goal_and_improvement_take_the_counts_as_they_are(part, more):
    for figure in (rules.goal(part, part + more), rules.improvement(part, part + more)):
        assert (figure.part, figure.whole) == (part, part + more)
        assert figure.as_dict() == {"part": part, "whole": part + more, "formula": figure.formula}


def test_without_a_record_there_is_no_figure():
    assert rules.goal(0, 0).percent is None
    assert rules.process([]).percent is None
