"""The shape of a plan, by examples and properties."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.plan.rules import Node, circles, digest, flaws, order

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
    place = {n.id: i for i, n in enumerate(order(plan))}
    for task in plan:
        if task.id not in caught:
            assert all(place[x] < place[task.id] for x in task.needs if x not in caught)
            assert not set(task.needs) & caught


@given(PLANS)
def test_order_loses_nothing(plan):
    assert sorted(n.id for n in order(plan)) == sorted(n.id for n in plan)


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": ["x"]}) == digest({"b": ["x"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
