"""Units that decline or are invited late: what the duty list, its gates and its pages make of them (1.2.1.c, 1.2.2, 1.2.3)."""

from __future__ import annotations

import pytest

from heli.clauses.registry import run
from heli.collaborations.consult.queries import concerned
from heli.collaborations.duties.queries import design
from heli.collaborations.duties.rules import red
from heli.collaborations.plan.documents import design_document
from heli.collaborations.tests.startup import LIAISONS, refuses, task_of
from tests.walk.story import agreement, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NO = {"accepted": False, "reason": "本单位没有这项职能"}
LATE = {"reason": "需要其配合"}


@pytest.fixture
def undecided(startup):
    """Duty list and plan are drawn up while the units have not answered their invitation."""
    s = startup("confirmed")
    s.done += 1
    return s.reach("planned")


def decline(s, short="税务"):
    s.do(LIAISONS[short], "party.answer", s.party(short), NO)


def test_what_a_unit_led_has_no_lead_once_it_declined_and_its_tasks_need_another(undecided):
    s = undecided
    assert not red(design(s.c).findings)
    decline(s)
    found = {f.key: f for f in red(design(s.c).findings)}
    assert f"gap:{s.duty('税务').id}" in found
    left = {k: f.sentence for k, f in found.items() if k.startswith("left:task:")}
    assert left == {f"left:task:{s.task('税务').id}": "任务“税务办理”的承办单位没有参加本事项"}
    assert not found[f"left:task:{s.task('税务').id}"].acceptable
    assert run("1.2.2.b", s.ref).open
    assert any("没有参加本事项" in f.sentence for f in run("1.2.3", s.ref).open)
    with refuses("1.2.2.b", "没有理清"):
        s.do("韩雪", "column.send")


def test_a_unit_that_declined_is_neither_consulted_nor_in_the_document_until_it_takes_part_again(undecided):
    s, tax = undecided, unit("税务")
    decline(s)
    assert tax not in concerned(s.c)
    assert str(tax) not in {cell[0] for row in design_document(s.c)["duties"] for cell in row["cells"]}
    s.do(LIAISONS["税务"], "party.answer", s.party("税务"), {"accepted": True})
    assert tax in concerned(s.c)
    assert not red(design(s.c).findings)


def test_the_page_of_the_list_stands_and_its_cells_can_be_emptied_when_a_unit_has_declined(undecided, browser):
    s = undecided
    s.do("韩雪", "duty.mark", s.duty("数据"), {"unit": str(unit("税务")), "kinds": ["lead", "do"]})
    decline(s)
    html = browser(s.cast("韩雪")).get(f"/c/{s.row.number}/duties/").content.decode()
    assert "“税务环节”没有牵头单位" in html
    assert "“数据环节”有 2 个牵头单位" not in html
    assert f'data-unit="{unit("税务")}"' not in html
    for short in ("税务", "数据"):
        with refuses("1.2.1.c", "不是本事项的参与单位"):
            s.do("韩雪", "duty.mark", s.duty(short), {"unit": str(unit("税务")), "kinds": ["assist"]})
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("税务")), "kinds": []})
    cell = {"duty": str(s.duty("数据").id), "unit": str(unit("税务"))}
    with refuses("1.2.1.c"):
        s.do("韩雪", "duty.fill", None, {"cells": [{**cell, "kinds": ["assist"]}]})
    s.do("韩雪", "duty.fill", None, {"cells": [{**cell, "kinds": []}]})
    held = s.row.duty_cells.filter(unit=unit("税务"))
    assert {c.duty.title for c in held} == {"市监环节"}


def test_who_is_invited_after_the_design_holds_up_neither_the_approval_nor_a_clause(startup):
    s = startup("handed_up")
    s.do("周建国", "party.invite", None, {"unit": str(unit("人社")), **LATE})
    assert unit("人社") not in design(s.c).units
    s.do("郑国强", "approval.decide", s.approval(), agreement())
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": True})
    for who in ("李敏", "林志远"):
        s.do(who, "approval.decide", s.approval(), agreement())
    assert s.row.stage == 4
    assert run("1.2.3", s.ref).open == run("2.2.2", s.ref).open == ()


def test_who_receives_a_task_of_the_plan_that_was_handed_up_cannot_decline_any_more(startup):
    s = startup("confirmed")
    s.done += 1
    s.reach("listed")
    for short in ("市监", "数据"):
        s.do("韩雪", "task.plan", None, {**task_of(s, short), "receiver": str(unit("税务"))})
    for row in s.row.duty_rows.all():
        s.do("韩雪", "duty.mark", row, {"unit": str(unit("税务")), "kinds": []})
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("数据")), "kinds": ["lead", "do"]})
    s.done += 1
    s.reach("weighed").do("韩雪", "consult.ask")
    for short in ("市监", "数据"):
        s.do(LIAISONS[short], "consult.answer", s.asked(short), {"objects_to": False})
    s.do("韩雪", "column.send")
    for short in s.units:
        s.do(LIAISONS[short], "column.confirm", s.party(short), {"confirmed": True})
    s.do("韩雪", "design.submit")
    with refuses("1.2.1.c", "已报批"):
        decline(s)
