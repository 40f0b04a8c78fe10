"""The closing evaluation (2.2.7, 2.4): who may not, when not, and what is refused."""

from __future__ import annotations

import pytest

from heli.clauses.catalogue import period
from heli.clauses.registry import gate
from heli.collaborations.models import Party
from heli.collaborations.tests.startup import denies, plant, refuses
from heli.ledger.models import Entry
from tests.walk.story import LIAISONS, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

GOOD = {"satisfaction": "good"}
JUDGED = {"dimension": "goal", "verdict": "good", "words": "有记录支撑"}
LESSON = {"title": "一次告知", "why": "首次漏了回执", "next_time": "受理时一次告知"}


def question(s, short):
    return s.row.asked.get(unit=unit(short))


def test_a_unit_answers_for_itself_by_its_liaison_or_head_and_once(startup):
    s = startup("delivered")
    with denies("1.2.3"):
        s.do("丁一", "evaluation.view", question(s, "税务"), GOOD)
    with denies("1.2.1.d"):
        s.do("马骏", "evaluation.view", question(s, "税务"), GOOD)
    s.do("陈晓燕", "evaluation.view", question(s, "税务"), GOOD)
    with refuses("2.2.7", "已经评价过"):
        s.do("陈晓燕", "evaluation.view", question(s, "税务"), GOOD)


def test_who_is_not_content_says_why(startup):
    s = startup("delivered")
    with refuses("2.2.7", "写明原因"):
        s.do("陈晓燕", "evaluation.view", question(s, "税务"), {"satisfaction": "poor"})


def test_the_group_judges_and_at_the_closing_only(startup):
    s = startup("executed")
    with refuses("2.2", "反馈评估"):
        s.do("李敏", "evaluation.judge", None, JUDGED)
    s.reach("delivered")
    with denies("2.2.2"):
        s.do("陈晓燕", "evaluation.judge", None, JUDGED)


def test_a_judgement_keeps_the_figure_as_it_stood(startup):
    s = startup("delivered")
    made = s.do("李敏", "evaluation.judge", None, JUDGED)
    assert made.figure


def test_parties_write_lessons_once_there_is_work(startup):
    s = startup("designed")
    with refuses("2.2"):
        s.do("陈晓燕", "lesson.write", None, LESSON)
    s.reach("approved")
    with denies("1.1.2"):
        s.do("陆平", "lesson.write", None, LESSON)
    s.do("陈晓燕", "lesson.write", None, LESSON)
    assert s.row.lessons.count() == 1


def test_a_closed_matter_is_not_judged_again(startup):
    s = startup("closed")
    for act, given in (("evaluation.judge", JUDGED), ("lesson.write", LESSON)):
        with refuses("2.2", "已经结束"):
            s.do("李敏", act, None, given)


def invited_late(startup):
    """人社 is invited in stage 4 and has not answered when the matter is evaluated."""
    s = startup("approved")
    s.do("周建国", "party.invite", None, {"unit": str(unit("人社")), "reason": "试点需要人社配合"})
    return s.reach("delivered")


def test_who_has_not_said_that_it_takes_part_is_not_asked_and_does_not_hold_up_the_closing(startup):
    s = invited_late(startup)
    assert not s.row.asked.filter(unit=unit("人社")).exists()
    s.reach("filed")
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": False, "reason": "本单位没有这项职能"})
    (matter,) = s.waiting("party.replace")
    s.do("周建国", "matter.answer", matter, {"text": "不影响办结"})
    assert not gate(s.ref, 7)
    s.reach("closed")


def test_who_joins_at_the_closing_is_asked_then(startup):
    s = invited_late(startup).reach("filed")
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": True})
    with refuses("2.2.7", "人社还没有评价"):
        s.do("周建国", "collaboration.close")
    s.do(LIAISONS["人社"], "evaluation.view", question(s, "人社"), GOOD)
    s.reach("closed")


def test_a_question_to_a_unit_that_declines_afterwards_is_withdrawn(startup):
    """Planted: before, a unit was asked while its invitation was open."""
    s = startup("approved")
    s.do("周建国", "party.invite", None, {"unit": str(unit("人社")), "reason": "试点需要人社配合"})
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": True})
    s.reach("filed")
    plant("a unit asked before it had answered", Party.objects.filter(id=s.party("人社").id), state="invited")
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": False, "reason": "本单位没有这项职能"})
    assert not s.waiting("evaluation.view")
    assert not [r for r in gate(s.ref, 7) if r.clause == "2.2.7"]


def test_time_is_given_back_where_somebody_waits_for_it_and_nothing_is_recorded_elsewhere(startup):
    def pushes(s, act):
        return Entry.objects.filter(root=s.c, act=act).count()

    def rests(s):
        s.do("周建国", "collaboration.suspend", None, {"reason": "等待上级批复"})
        s.do("周建国", "collaboration.resume", None, {"reason": "已批复"})

    s = startup("approved")
    rests(s)
    assert (pushes(s, "evaluation.push"), pushes(s, "consult.push")) == (0, 0)
    s.reach("delivered")
    rests(s)
    assert (pushes(s, "evaluation.push"), pushes(s, "consult.push")) == (1, 0)


def test_the_matter_and_the_question_run_for_the_same_time(startup):
    s = startup("delivered")
    due = {a.id: a.due_at for a in s.row.asked.all()}
    matters = s.waiting("evaluation.view")
    assert {m.term for m in matters} == {period("2.2.7", "answer_within").code()}
    assert {m.about_id: m.due_at for m in matters} == due
