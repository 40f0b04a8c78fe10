"""The consultation as the designer and a liaison officer meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.clauses.registry import run
from heli.collaborations.consult.models import ConsultAnswer, ConsultReply
from heli.collaborations.consult.pages import consult_page
from heli.collaborations.tests.startup import task_of
from heli.kernel.cards import find
from heli.kernel.time import clock_at
from tests.walk.story import LIAISONS, UNITS, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(listed, browser, cast):
    client = browser(cast("韩雪"))
    assert client.post(f"{listed.url}consult/ask/", {"seen": listed.row.version, "key": "ask"}).status_code == 303
    return listed


def one(world, short):
    return world.row.consultations.get(unit=unit(short))


def test_before_anybody_is_asked_the_page_says_who_is_missing(listed, browser, cast):
    html = browser(cast("韩雪")).get(f"{listed.url}consult/").content.decode()
    assert "报批前还差 8 件" in html
    assert "征求税务的意见" in html
    assert "不视为同意" in html


def test_an_objection_is_answered_by_the_unit_and_replied_to_by_the_designer(asked, browser, cast):
    chen, han = browser(cast("陈晓燕", "liaison")), browser(cast("韩雪"))
    page = f"{asked.url}consult/"
    row = one(asked, "税务")
    html = chen.get(page).content.decode()
    assert f'action="{page}{row.id}/answer/"' in html
    assert html.count("/answer/") == 1
    assert " checked" not in html
    refused = chen.post(f"{page}{row.id}/answer/", {"objects_to": "true", "words": "", "seen": row.version, "key": "a"})
    assert refused.status_code == 422
    said = {"objects_to": "true", "words": "预警要同步调整", "seen": row.version, "key": "b"}
    assert chen.post(f"{page}{row.id}/answer/", said).status_code == 303
    html = han.get(page).content.decode()
    assert "答复税务的意见" in html
    assert "预警要同步调整" in html
    empty = han.post(f"{page}{row.id}/reply/", {"words": "预警按时限的八成计算", "seen": row.version, "key": "c"})
    assert empty.status_code == 422
    assert "预警按时限的八成计算" in empty.content.decode()
    done = han.post(
        f"{page}{row.id}/reply/", {"adopted": "yes", "words": "预警按时限的八成计算", "seen": row.version, "key": "d"}
    )
    assert done.status_code == 303
    assert ConsultReply.objects.get().adopted == "yes"
    assert "已采纳" in chen.get(page).content.decode()


def test_nobody_answers_for_another_unit(asked, browser, cast):
    row = one(asked, "公安")
    chen = browser(cast("陈晓燕", "liaison"))
    answer = chen.post(f"{asked.url}consult/{row.id}/answer/", {"objects_to": "false", "seen": row.version})
    assert answer.status_code == 403
    assert not ConsultAnswer.objects.exists()


def test_the_page_takes_the_same_queries_however_many_have_answered(asked, cast):
    actor = cast("周建国", "officer")
    card = find("collaboration", asked.row.id, visible_to=actor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            consult_page(actor, card)
        return len(taken)

    asked.do("唐宁", "consult.answer", {"objects_to": True, "words": "时限太短"}, one(asked, "市监").ref)
    asked.do("韩雪", "consult.reply", {"adopted": "no", "words": "时限有依据"}, one(asked, "市监").ref)
    before = queries()
    for short in UNITS:
        if short != "市监":
            asked.do(LIAISONS[short], "consult.answer", {"objects_to": True, "words": "时限太短"}, one(asked, short).ref)
    assert queries() == before <= 16


def test_the_designer_picks_whom_to_ask_again_and_sees_both_answers(startup, browser, cast):
    s = startup("consulted")
    han, page = browser(cast("韩雪")), f"/c/{s.row.number}/consult/"
    assert "要等方案改动以后" in han.get(f"{page}ask/").content.decode()
    row = s.duty("税务")
    s.do("韩雪", "duty.edit", row, {"module": "project", "title": row.title, "boundary": "到领票为止"})
    assert "再次征求" in han.get(page).content.decode()
    form = han.get(f"{page}ask/").content.decode()
    assert f'value="{unit("税务")}"' in form
    picked = {"again": [str(unit("税务"))], "seen": s.row.version, "key": "again"}
    assert han.post(f"{page}ask/", picked).status_code == 303
    html = han.get(page).content.decode()
    assert "第 1 次同意" in html
    assert "税务答复" in html


def without_duty(s, *shorts):
    """These units lose their cells and their tasks; market supervision takes over."""
    for row in s.row.duty_rows.all():
        for short in shorts:
            s.do("韩雪", "duty.mark", row, {"unit": str(unit(short)), "kinds": []})
        s.do("韩雪", "duty.mark", row, {"unit": str(unit("市监")), "kinds": ["lead", "do"]})


def test_who_lost_its_duty_still_answers_and_its_objection_still_gets_a_reply(startup, browser):
    s = startup("joined")
    s.reach("listed").done += 1
    s.reach("weighed").do("韩雪", "task.plan", None, task_of(s, "市监"))
    s.do("韩雪", "consult.ask")
    s.do("丁一", "consult.answer", s.asked("数据"), {"objects_to": True, "words": "时限过紧"})
    s.do("唐宁", "consult.answer", s.asked("市监"), {"objects_to": False})
    without_duty(s, "税务", "数据")
    s.do("韩雪", "column.send")
    for short in s.units:
        s.do(LIAISONS[short], "column.confirm", s.party(short), {"confirmed": True})
    s.do("韩雪", "design.submit")
    page = f"/c/{s.row.number}/consult/"
    chen, han = browser(s.cast("陈晓燕")), browser(s.cast("韩雪"))
    tax, data = s.asked("税务"), s.asked("数据")
    assert f'action="{page}{tax.id}/answer/"' in chen.get(page).content.decode()
    assert chen.post(f"{page}{tax.id}/answer/", {"objects_to": "false", "seen": tax.version, "key": "a"}).status_code == 303
    assert f'action="{page}{data.id}/reply/"' in han.get(page).content.decode()
    said = {"adopted": "no", "words": "该单位不再承担职责", "seen": data.version, "key": "b"}
    assert han.post(f"{page}{data.id}/reply/", said).status_code == 303
    assert s.waiting("consult.answer") == s.waiting("consult.reply") == []
    assert "/reply/" not in chen.get(page).content.decode()


def test_the_page_lacks_what_the_gate_lacks(startup, browser):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    s.do("唐宁", "consult.answer", s.asked("市监"), {"objects_to": False})
    for row in s.row.duty_rows.all():
        s.do("韩雪", "duty.mark", row, {"unit": str(unit("税务")), "kinds": []})
    card = find("collaboration", s.c, visible_to=s.cast("韩雪"))
    page = consult_page(s.cast("韩雪"), card)
    assert [m.what for m in page.missing] == ["数据答复"]
    assert page.fine == 1
    assert [f.sentence for f in run("1.2.6.a", s.ref).open] == ["数据还没有答复征求意见"]
    assert "其余 1 个单位已答复" in browser(s.cast("韩雪")).get(f"/c/{s.row.number}/consult/").content.decode()


def test_time_stands_still_on_the_page_while_the_matter_is_suspended(startup):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    due = s.asked("税务").due_at

    def tax():
        actor = s.cast("韩雪")
        return next(v for v in consult_page(actor, find("collaboration", s.c, visible_to=actor)).units if v.short == "税务")

    with clock_at(due - timedelta(hours=1)):
        assert (tax().word, tax().note) == ("未答复", "今天到期")
    with clock_at(due + timedelta(days=3)):
        assert tax().word == "逾期未复"
    s.do("周建国", "collaboration.suspend", None, {"reason": "上级另有部署"})
    with clock_at(due + timedelta(days=3)):
        assert tax().word == "未答复"
