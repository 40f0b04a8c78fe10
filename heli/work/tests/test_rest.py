"""What only a suspension has made late is not late: on the board, in the counts, for a reason, at acceptance, in the facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heli.collaborations.head import head
from heli.collaborations.listing import Asked, listing
from heli.collaborations.plan.models import Task
from heli.collaborations.tests.startup import PASS, plant, refuses
from heli.kernel.calendar import national
from heli.kernel.time import at, clock_at, now, today
from heli.work.board import board
from heli.work.queries import signed_late, task_facts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
WHY = {"reason": "等待省级平台接口"}
LATE = {"cause": "waiting", "words": "等待接口开通，每日跟进"}


def due_today(startup):
    """Tax has begun its task, whose day is today."""
    s = startup("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    day = {"starts_on": today(), "due_on": today(), "baseline_due": today()}
    plant("a task that is due today", Task.objects.filter(id=s.task("税务").id), **day)
    return s


@pytest.fixture
def resumed(startup):
    """Suspended on the day of that task, and resumed after two weeks; the clock stands there."""
    s = due_today(startup)
    s.do("周建国", "collaboration.suspend", None, WHY)
    moment = now() + timedelta(days=14)
    with clock_at(moment):
        s.do("周建国", "collaboration.resume", None, WHY)
        yield s


def test_on_the_day_of_resuming_nothing_counts_as_late(resumed, cast):
    s, zhou = resumed, cast("周建国", "officer")
    assert head(zhou, s.row.number, "tasks").facts["late"] == 0
    (line,) = listing(zhou, Asked()).lines
    assert (line.late, line.lamp_text) == (0, "正常")
    found = board(zhou, s.c)
    assert [x.past for x in found.columns[2].lines] == [False]
    assert sum(g.late for g in found.groups) == 0
    assert s.task("税务").id not in signed_late(s.c)


def test_on_that_day_it_takes_no_reason_and_is_accepted_as_in_time(resumed):
    s = resumed
    with refuses("2.2.4", "没有逾期"):
        s.do("马骏", "task.explain", s.task("税务"), LATE)
    s.do("马骏", "task.hand_in", s.task("税务"), {"words": "已办结，结果已推送"})
    assert s.do("唐宁", "task.accept", s.task("税务"), PASS).in_time
    assert next(f for f in task_facts(s.c) if f.task == s.task("税务").id).in_time


def test_two_working_days_later_it_is_late_by_two(resumed, cast):
    s, zhou = resumed, cast("周建国", "officer")
    with clock_at(at(national().add(today(), 2), 9)):
        assert head(zhou, s.row.number, "tasks").facts["late"] == 1
        assert listing(zhou, Asked()).lines[0].lamp_text == "滞后"
        s.do("马骏", "task.explain", s.task("税务"), LATE)
        assert listing(zhou, Asked()).lines[0].lamp_text == "预警"


def test_the_day_of_a_hand_in_is_that_of_the_clock_on_the_wall(startup):
    s = due_today(startup)
    with clock_at(at(today() + timedelta(days=1), 7)):  # still the day before in UTC
        s.do("马骏", "task.hand_in", s.task("税务"), {"words": "已办结，结果已推送"})
        assert not s.do("唐宁", "task.accept", s.task("税务"), PASS).in_time
