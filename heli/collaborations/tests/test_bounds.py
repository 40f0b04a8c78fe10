"""Acts that reach every party take as many statements for eight parties as for three."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.collaborations.tests.startup import EIGHT, LIAISONS, THREE, Startup
from tests.walk.story import agreement

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def rule_need(s: Startup) -> None:
    s.do("郑国强", "need.rule", None, {"confirmed": True, "opinion": "需求属实"})


def paste(s: Startup) -> None:
    lines = ["工作事项\t" + "\t".join(s.units), *(f"{u}环节\t" + "\t".join("牵" for _ in s.units) for u in s.units)]
    s.do("韩雪", "duty.paste", None, {"text": "\n".join(lines)})


def ask(s: Startup) -> None:
    s.do("韩雪", "consult.ask")


def send(s: Startup) -> None:
    s.do("韩雪", "column.send")


def submit(s: Startup) -> None:
    s.do("韩雪", "design.submit")


def agree_at_last(s: Startup) -> None:
    s.do("林志远", "approval.decide", s.approval(), agreement())


def leave(s: Startup) -> None:
    s.do("周建国", "stage.leave")


def cancel(s: Startup) -> None:
    s.do("周建国", "collaboration.cancel", None, {"reason": "上级另有部署"})


ACTS = [
    ("submitted", rule_need), ("joined", paste), ("weighed", ask), ("consulted", send), ("designed", submit),
    ("accepted", leave), ("approved", cancel),
]  # fmt: skip


def statements(s: Startup, deed: Callable[[Startup], None]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        deed(s)
    return [q["sql"] for q in seen.captured_queries]


def before_the_last(s: Startup) -> Startup:
    s.reach("handed_up")
    for name in ("郑国强", "李敏"):
        s.do(name, "approval.decide", s.approval(), agreement())
    return s


def more(few: list[str], many: list[str]) -> str:
    """The statements that are there more often with eight parties, for the report of a failure."""
    a, b = ([r.split("WHERE")[0][:160] for r in rows] for rows in (few, many))
    return "\n".join(f"{a.count(x)} → {b.count(x)}: {x}" for x in dict.fromkeys(b) if a.count(x) != b.count(x))


@pytest.mark.parametrize(("stage", "deed"), ACTS, ids=lambda x: getattr(x, "__name__", x))
def test_an_act_takes_as_many_statements_for_eight_parties_as_for_three(stage, deed, cast):
    few = statements(Startup(cast, THREE).reach(stage), deed)
    many = statements(Startup(cast, EIGHT).reach(stage), deed)
    assert len(few) == len(many), more(few, many)


def test_the_last_agreement_freezes_the_plan_with_as_many_statements(cast):
    few = statements(before_the_last(Startup(cast, THREE)), agree_at_last)
    many = statements(before_the_last(Startup(cast, EIGHT)), agree_at_last)
    assert len(few) == len(many), more(few, many)


def test_entering_the_evaluation_asks_all_with_as_many_statements(cast):
    few, many = (Startup(cast, units).reach("handed_over") for units in (THREE, EIGHT))
    for s in (few, many):
        s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})
        s.do(LIAISONS["数据"], "delivery.receive", s.item("结果"), {"received": True})
    few_rows, many_rows = statements(few, leave), statements(many, leave)
    assert len(few_rows) == len(many_rows), more(few_rows, many_rows)
