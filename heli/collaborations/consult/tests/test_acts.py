"""The consultation (1.2.6.a): who may not, and what is refused."""

from __future__ import annotations

import pytest

from heli.collaborations.tests.startup import denies, refuses
from heli.matters.models import Matter
from heli.matters.rules import WAITING
from tests.walk.story import unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

CONTENT = {"objects_to": False}
OBJECTION = {"objects_to": True, "words": "时限过紧"}
REPLY = {"adopted": "no", "words": "时限由上级文件规定"}


@pytest.fixture
def asked(startup):
    """Every unit has been asked, none has answered."""
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    return s


def test_only_the_designer_and_who_runs_the_matter_ask_and_reply(asked):
    with denies("2.2.2"):
        asked.do("陈晓燕", "consult.ask")
    asked.do("陈晓燕", "consult.answer", asked.asked("税务"), OBJECTION)
    with denies("2.2.2"):
        asked.do("陈晓燕", "consult.reply", asked.asked("税务"), REPLY)


def test_nobody_is_asked_before_there_is_a_duty_nor_twice(startup):
    s = startup("joined")
    with refuses("1.2.6.a", "还没有填写单位"):
        s.do("韩雪", "consult.ask")
    s.reach("weighed").do("韩雪", "consult.ask")
    with refuses("1.2.6.a", "都已征求过"):
        s.do("韩雪", "consult.ask")


def test_a_unit_answers_for_itself_by_its_liaison_or_head(asked):
    with denies("1.2.3"):
        asked.do("丁一", "consult.answer", asked.asked("税务"), CONTENT)
    with denies("1.2.1.d"):
        asked.do("马骏", "consult.answer", asked.asked("税务"), CONTENT)


def test_an_objection_says_what_and_an_answer_is_given_once(asked):
    with refuses("1.2.6.a", "写明哪一项"):
        asked.do("陈晓燕", "consult.answer", asked.asked("税务"), {"objects_to": True})
    asked.do("陈晓燕", "consult.answer", asked.asked("税务"), CONTENT)
    with refuses("1.2.6.a", "已经答复过"):
        asked.do("陈晓燕", "consult.answer", asked.asked("税务"), OBJECTION)


def test_only_an_objection_gets_a_reply_and_only_one(asked):
    asked.do("丁一", "consult.answer", asked.asked("数据"), CONTENT)
    with refuses("1.2.6.a", "没有提出意见"):
        asked.do("韩雪", "consult.reply", asked.asked("数据"), REPLY)
    asked.do("陈晓燕", "consult.answer", asked.asked("税务"), OBJECTION)
    asked.do("韩雪", "consult.reply", asked.asked("税务"), REPLY)
    with refuses("1.2.6.a", "已经答复过"):
        asked.do("韩雪", "consult.reply", asked.asked("税务"), REPLY)


def test_a_unit_that_gets_a_duty_later_is_asked_later(startup):
    s = startup("joined")
    s.do("韩雪", "duty.add", None, {"module": "project", "title": "领票"})
    row = s.row.duty_rows.get()
    s.do("韩雪", "duty.mark", row, {"unit": str(unit("税务")), "kinds": ["lead"]})
    s.do("韩雪", "consult.ask")
    assert [c.unit_id for c in s.row.consultations.all()] == [unit("税务")]
    s.do("韩雪", "duty.mark", row, {"unit": str(unit("数据")), "kinds": ["assist"]})
    s.do("韩雪", "consult.ask")
    assert {c.unit_id for c in s.row.consultations.all()} == {unit("税务"), unit("数据")}


def changed(s):
    """The duty of tax gets another boundary."""
    row = s.duty("税务")
    given = {"module": "project", "title": row.title, "boundary": "到领票为止", "deliverable": row.deliverable}
    s.do("韩雪", "duty.edit", row, given)


def test_after_a_change_a_unit_is_asked_again_and_what_it_said_stays_on_record(startup):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    s.do("陈晓燕", "consult.answer", s.asked("税务"), OBJECTION)
    again = {"again": [str(unit("税务"))]}
    changed(s)
    with refuses("1.2.6.a", "税务上一次的意见还没有答复"):
        s.do("韩雪", "consult.ask", None, again)
    s.do("韩雪", "consult.reply", s.asked("税务"), REPLY)
    s.do("韩雪", "consult.ask", None, again)
    rounds = s.row.consultations.filter(unit=unit("税务")).order_by("round")
    assert [(r.round, hasattr(r, "answer")) for r in rounds] == [(1, True), (2, False)]
    assert rounds[0].answer.reply.words == REPLY["words"]
    assert len(s.waiting("consult.answer")) == 3
    with refuses("1.2.6.a", "税务还没有答复上一次"):
        s.do("韩雪", "consult.ask", None, again)
    s.do("陈晓燕", "consult.answer", s.asked("税务"), CONTENT)
    assert rounds.count() == 2


def test_nobody_is_asked_again_about_the_same_scheme_nor_who_was_never_asked(startup):
    s = startup("consulted")
    with refuses("1.2.6.a", "税务答复以后方案没有改动"):
        s.do("韩雪", "consult.ask", None, {"again": [str(unit("税务"))]})
    with refuses("1.2.6.a", "有职责并已征求过"):
        s.do("韩雪", "consult.ask", None, {"again": [str(unit("公安"))]})
    assert s.row.consultations.count() == 3


def asks(s, short):
    """What waits for a unit."""
    return list(Matter.objects.filter(root=s.c, owner_unit=unit(short), state__in=WAITING))


def test_a_unit_that_declines_has_nothing_left_to_answer(startup):
    s = startup("confirmed")
    s.done += 1
    s.reach("weighed").do("韩雪", "consult.ask")
    s.do("韩雪", "column.send")
    tax = unit("税务")
    assert {m.kind for m in asks(s, "税务")} == {"party.answer", "consult.answer", "column.confirm"}
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": False, "reason": "本单位没有这项职能"})
    assert asks(s, "税务") == []
    assert {m.owner_unit_id for m in s.waiting("column.confirm")} == {unit("市监"), unit("数据")}
    assert tax not in {m.owner_unit_id for m in s.waiting("consult.answer")}


def test_the_objection_of_a_unit_that_declines_needs_no_reply_any_more(startup):
    s = startup("confirmed")
    s.done += 1
    s.reach("weighed").do("韩雪", "consult.ask")
    s.do("陈晓燕", "consult.answer", s.asked("税务"), OBJECTION)
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": False, "reason": "本单位没有这项职能"})
    assert s.waiting("consult.reply") == []
