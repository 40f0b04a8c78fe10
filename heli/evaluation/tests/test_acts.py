"""The closing evaluation (2.2.7, 2.4): who may not, when not, and what is refused."""

from __future__ import annotations

import pytest

from heli.collaborations.tests.startup import denies, refuses
from tests.walk.story import unit

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
