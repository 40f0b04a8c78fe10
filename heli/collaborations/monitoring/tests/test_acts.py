"""Monitoring (2.2.5): who may not, when not, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from heli.acts.worker import run_clocks, settle
from heli.clauses.registry import run
from heli.collaborations.monitoring.models import Problem
from heli.collaborations.tests.startup import denies, refuses
from heli.kernel.time import clock_at, now, today
from heli.ledger.models import Entry
from heli.notices.queries import notices
from tests.walk.story import day, post, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

CHECK = {"words": "各环节正在联调"}


def problem(**other):
    return {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3)), **other}


def leaving(**other):
    return {"reason": "地址库下季度改造", "owner": str(post("丁一")), "due_on": str(day(60)), **other}


def test_progress_is_checked_by_the_group_and_who_runs_the_matter(startup):
    s = startup("approved")
    with denies("2.2.2"):
        s.do("陈晓燕", "progress.check", None, CHECK)
    s.do("郑国强", "progress.check", None, CHECK)
    s.do("周建国", "progress.check", None, CHECK)
    assert s.row.checks.count() == 2


def test_there_is_no_progress_before_execution_nor_after(startup):
    s = startup("designed")
    with refuses("2.2", "执行实施"):
        s.do("李敏", "progress.check", None, CHECK)
    with refuses("2.2"):
        s.do("陈晓燕", "problem.raise", None, problem())
    s.reach("executed")
    with refuses("2.2", "执行实施"):
        s.do("李敏", "progress.check", None, CHECK)


def test_only_parties_raise_problems_and_only_to_parties(startup):
    s = startup("approved")
    with denies("1.1.2"):
        s.do("陆平", "problem.raise", None, problem())
    with refuses("1.2.1.c"):
        s.do("陈晓燕", "problem.raise", None, problem(unit=str(unit("公安"))))


def test_a_problem_has_a_day_to_come_and_a_task_of_this_matter(startup):
    s = startup("approved")
    with refuses("2.2.5", "不能早于今天"):
        s.do("陈晓燕", "problem.raise", None, problem(due_on=str(today() - timedelta(days=1))))
    with refuses("2.2.5", "不属于本事项"):
        s.do("陈晓燕", "problem.raise", None, problem(task=str(uuid4())))


def test_a_problem_may_be_due_today(startup):
    s = startup("approved")
    s.do("陈晓燕", "problem.raise", None, problem(due_on=str(today())))
    assert len(s.waiting("problem.solve")) == 1


def test_only_who_runs_the_matter_leaves_a_problem_over(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    for who in ("陈晓燕", "李敏", "丁一"):
        with denies("1.2.1.d"):
            s.do(who, "problem.leave_over", raised, leaving())


def test_a_problem_is_left_over_once_to_a_party_with_a_day_to_come(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    with refuses("2.2.5", "不能早于今天"):
        s.do("周建国", "problem.leave_over", raised, leaving(due_on=str(today() - timedelta(days=1))))
    with refuses("4.1.d"):
        s.do("周建国", "problem.leave_over", raised, leaving(owner=str(post("王海涛"))))
    s.do("周建国", "problem.leave_over", raised, leaving())
    assert s.waiting("problem.solve") == []
    with refuses("2.2.5", "已列为遗留"):
        s.do("周建国", "problem.leave_over", raised, leaving())


def test_a_solved_problem_is_not_left_over(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    s.do("丁一", "matter.answer", s.waiting("problem.solve")[0], {"text": "已统一字段"})
    s.do("陈晓燕", "matter.confirm", s.waiting("problem.solve")[0], {})
    assert raised.solutions.get().words == "已统一字段"
    with refuses("2.2.5", "已经解决"):
        s.do("周建国", "problem.leave_over", raised, leaving())


def test_a_raiser_who_says_nothing_about_the_answer_lets_the_problem_be_solved(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    s.do("丁一", "matter.answer", s.waiting("problem.solve")[0], {"text": "已统一字段"})
    with clock_at(now() + timedelta(days=30)):
        run_clocks()
        assert run_clocks() == 0
        assert not any("WT-01" in f.sentence for f in run("2.2.5", s.ref).open)
    assert s.waiting("problem.solve") == []
    solution = raised.solutions.get()
    assert (solution.words, solution.post) == ("已统一字段", None)
    assert not Entry.objects.exclude(decision="done").filter(act="matter.lapse").exists()


def test_a_problem_that_nobody_answers_is_never_solved_by_silence(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    s.do("陈晓燕", "matter.extend", s.waiting("problem.solve")[0], {"days": 1, "reason": "等地址库升级"})
    with clock_at(now() + timedelta(days=30)):
        run_clocks()
        assert any("WT-01" in f.sentence for f in run("2.2.5", s.ref).open)
    assert [m.state for m in s.waiting("problem.solve")] == ["open"]
    assert not raised.solutions.exists()
    assert not Entry.objects.filter(act="matter.lapse").exists()


def test_a_problem_taken_back_by_who_raised_it_holds_up_nothing(startup):
    s = startup("accepted")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    s.do("陈晓燕", "matter.take_back", s.waiting("problem.solve")[0], {"reason": "字段其实一致"})
    assert raised.withdrawal.reason == "字段其实一致"
    assert not Problem.unsettled().exists()
    assert run("2.2.5", s.ref).open == ()
    with refuses("2.2.5", "撤回"):
        s.do("周建国", "problem.leave_over", raised, leaving())
    s.do("周建国", "stage.leave")
    assert s.row.stage == 6


def test_everybody_concerned_hears_that_a_problem_is_left_over(startup):
    s = startup("approved")
    raised = s.do("陈晓燕", "problem.raise", None, problem())
    s.do("周建国", "problem.leave_over", raised, leaving(owner=str(post("傅杰"))))
    settle()
    assert "列为遗留：地址库下季度改造" in notices(s.cast("傅杰")).lines[0].text
    for who in ("陈晓燕", "丁一"):
        assert any("列为遗留" in line.text for line in notices(s.cast(who)).lines)


def test_only_a_late_check_keeps_a_reason_for_being_late(startup):
    s = startup("approved")
    s.do("李敏", "progress.check", None, {**CHECK, "lapse": "协调小组换人"})
    assert s.row.checks.get().lapse == ""
    with clock_at(now() + timedelta(days=30)):
        with refuses("2.2.5", "写明迟检的原因"):
            s.do("李敏", "progress.check", None, CHECK)
        s.do("李敏", "progress.check", None, {**CHECK, "lapse": "协调小组换人"})
        assert s.row.checks.latest("at").lapse == "协调小组换人"
