"""Worlds of execution and monitoring (2.2.4, 2.2.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.models import StagePassage
from heli.collaborations.monitoring.models import Problem
from heli.collaborations.plan.models import Task
from heli.collaborations.tests.startup import LIAISONS, Startup, plant
from heli.kernel.ref import Ref
from heli.kernel.time import now
from tests.walk.story import day, post, unit


@world("2.2.4", kept=False)
def tasks_that_nobody_handed_in(cast: Any) -> Ref:
    return Startup(cast).reach("approved").ref


@world("2.2.4", kept=False)
def a_late_task_without_reason(cast: Any) -> Ref:
    return Startup(cast, tasks={"starts_on": str(day(-12)), "due_on": str(day(-10))}).reach("approved").ref


@world("2.2.4", kept=False)
def a_task_of_the_baseline_was_dropped(cast: Any) -> Ref:
    """Planted: `task.drop` refuses it once the plan is approved."""
    s = Startup(cast).reach("handed_in")
    plant("a task dropped silently", Task.objects.filter(id=s.task("税务").id), state="dropped")
    return s.ref


@world("2.2.4", kept=True)
def late_tasks_handed_in_at_last(cast: Any) -> Ref:
    return Startup(cast, tasks={"starts_on": str(day(-12)), "due_on": str(day(-10))}).reach("handed_in").ref


def with_problem(cast: Any) -> tuple[Startup, Problem]:
    """Tax raises a problem to the data bureau."""
    s = Startup(cast).reach("accepted")
    given = {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    return s, s.do(LIAISONS["税务"], "problem.raise", None, given)


@world("2.2.5", kept=False)
def a_problem_that_nobody_took_along(cast: Any) -> Ref:
    return with_problem(cast)[0].ref


@world("2.2.5", kept=False)
def a_problem_answered_but_not_confirmed(cast: Any) -> Ref:
    s, _problem = with_problem(cast)
    s.do(LIAISONS["数据"], "matter.answer", s.waiting("problem.solve")[0], {"text": "已统一字段"})
    return s.ref


@world("2.2.5", kept=True)
def a_problem_solved(cast: Any) -> Ref:
    s, _problem = with_problem(cast)
    s.do(LIAISONS["数据"], "matter.answer", s.waiting("problem.solve")[0], {"text": "已统一字段"})
    s.do(LIAISONS["税务"], "matter.confirm", s.waiting("problem.solve")[0], {})
    return s.ref


@world("2.2.5", kept=True)
def a_problem_left_over_with_owner_and_day(cast: Any) -> Ref:
    s, problem = with_problem(cast)
    given = {"reason": "地址库下季度改造", "owner": str(post("丁一")), "due_on": str(day(60))}
    s.do("周建国", "problem.leave_over", problem, given)
    return s.ref


def long_in_execution(cast: Any) -> Startup:
    """Planted: execution began three weeks ago, and the clock of the house never runs back."""
    s = Startup(cast).reach("approved")
    plant("a long execution", StagePassage.objects.filter(collaboration=s.c, stage=5), entered_at=now() - timedelta(days=21))
    return s


@world("2.2.5", kept=False)
def three_weeks_without_a_check(cast: Any) -> Ref:
    return long_in_execution(cast).ref


@world("2.2.5", kept=True)
def a_late_check_that_says_why(cast: Any) -> Ref:
    s = long_in_execution(cast)
    s.do("李敏", "progress.check", None, {"words": "各环节正在联调", "lapse": "协调小组换人，迟检一次"})
    return s.ref
