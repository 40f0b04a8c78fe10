"""Monitoring (2.2.5): who may not, when not, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from heli.collaborations.tests.startup import denies, refuses
from heli.kernel.time import today
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
