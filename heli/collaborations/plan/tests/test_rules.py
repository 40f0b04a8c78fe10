"""The shape of a plan, by examples and properties."""

from __future__ import annotations

from datetime import date, timedelta
from graphlib import TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.plan.rules import Node, circles, digest, flaws, missed

DAY = date(2026, 11, 2)


def node(id_: str, *needs: str, start: int = 0, length: int = 3, **more: str) -> Node:
    first = DAY + timedelta(days=start)
    return Node(
        **{
            "id": id_,
            "title": f"任务{id_}",
            "unit": "公安",
            "receiver": "市监",
            "deliverable": "报告",
            "criterion": "通过",
            **more,
        },
        starts_on=first,
        due_on=first + timedelta(days=length),
        needs=needs,
    )


PLANS = st.integers(1, 8).flatmap(
    lambda n: st.tuples(
        *[
            st.frozensets(st.sampled_from([str(j) for j in range(n)]), max_size=3).map(lambda s: tuple(sorted(s)))
            for _ in range(n)
        ]
    ).map(lambda needs: [node(str(i), *(x for x in needs[i] if x != str(i))) for i in range(n)])
)


def test_a_sound_plan_has_no_flaw():
    assert flaws([node("1"), node("2", "1", start=5)], DAY + timedelta(days=30)) == ()


def test_a_task_cannot_start_before_what_it_needs_is_due():
    (flaw,) = flaws([node("1"), node("2", "1", start=1)])
    assert (flaw.clause, flaw.task) == ("2.2.2.b", "2")


def test_the_doer_cannot_receive_its_own_work():
    (flaw,) = flaws([node("1", receiver="公安")])
    assert "接收单位" in flaw.sentence


def test_a_task_without_deliverable_or_criterion_is_named():
    (flaw,) = flaws([node("1", deliverable="", criterion="")])
    assert flaw.sentence == "“任务1”还缺应交成果、验收标准"


def test_nothing_ends_after_the_collaboration():
    (flaw,) = flaws([node("1")], DAY)
    assert "办结日" in flaw.sentence


@given(PLANS)
def test_whatever_is_in_no_circle_can_be_put_in_order(plan):
    caught = circles(plan)
    free = {n.id: set(n.needs) - caught for n in plan if n.id not in caught}
    assert not any(set(n.needs) & caught for n in plan if n.id in free)
    assert set(TopologicalSorter(free).static_order()) >= set(free)


@pytest.mark.parametrize(
    ("left", "now", "state", "late"),
    [
        ({3: DAY}, 4, "active", False),
        ({3: DAY + timedelta(days=1)}, 4, "active", True),
        ({3: None}, 3, "active", True),
        ({}, 2, "active", True),
        ({}, 2, "cancelled", False),
        ({}, 1, "draft", False),
        ({3: DAY}, 7, "closed", False),
    ],
    ids=["left in time", "left too late", "goes on beyond it", "not even entered", "cancelled before it", "a draft",
         "closed, and left in time"],
)  # fmt: skip
def test_a_goal_is_missed_where_its_stage_was_not_over_by_its_day(left, now, state, late):
    assert missed(3, DAY, left, now, state, DAY + timedelta(days=5)) is late


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": ["x"]}) == digest({"b": ["x"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
