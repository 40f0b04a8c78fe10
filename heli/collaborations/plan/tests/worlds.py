"""Worlds of the plan and its approval (2.2.2, 2.2.2.b, 2.2.2.c, 2.2.3)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.models import GroupMember
from heli.collaborations.tests.startup import Startup, plant, task_of
from heli.kernel.ref import Ref
from heli.kernel.time import today
from tests.walk.story import day, post


@world("2.2.2", "2.2.2.b", kept=False)
def there_is_no_plan(cast: Any) -> Ref:
    return Startup(cast).reach("listed").ref


@world("2.2.2", kept=False)
def the_designer_left_the_group(cast: Any) -> Ref:
    """Planted: there is no act yet that changes the group of a confirmed need."""
    s = Startup(cast).reach("designed")
    plant("no designer in the group", GroupMember.objects.filter(collaboration=s.c, role="designer"), valid_to=today())
    return s.ref


@world("2.2.2.b", kept=False)
def a_task_begins_before_what_it_needs(cast: Any) -> Ref:
    s = Startup(cast).reach("planned")
    given = {**task_of(s, "税务"), "needs": [str(s.task("市监").id)], "starts_on": str(day(9))}
    s.do("韩雪", "task.replan", s.task("税务"), given)
    return s.ref


@world("2.2.2.b", kept=False)
def a_task_ends_after_the_whole(cast: Any) -> Ref:
    return Startup(cast, tasks={"due_on": str(day(60))}).reach("planned").ref


@world("2.2.2.c", kept=False)
def a_task_without_criterion(cast: Any) -> Ref:
    return Startup(cast, tasks={"criterion": ""}).reach("planned").ref


@world("2.2.2.c", kept=False)
def a_task_without_deliverable(cast: Any) -> Ref:
    return Startup(cast, tasks={"deliverable": ""}).reach("planned").ref


@world("2.2.3", "4.1.a", "2.2.4", "2.2.5", "2.2.6", "4.3.b", "2.2.7", "2.4.4", kept=True)
def a_closed_collaboration(cast: Any) -> Ref:
    return Startup(cast).reach("closed").ref


@world("2.2.3", kept=False)
def nothing_was_submitted(cast: Any) -> Ref:
    return Startup(cast).reach("confirmed").ref


@world("2.2.3", kept=False)
def the_approval_is_waiting(cast: Any) -> Ref:
    return Startup(cast).reach("handed_up").ref


@world("2.2.3", kept=False)
def the_list_was_changed_under_approval(cast: Any) -> Ref:
    """Planted: once submitted, no act changes the duty list."""
    s = Startup(cast).reach("handed_up")
    plant("a changed duty under approval", s.row.duty_rows.filter(id=s.duty("税务").id), boundary="到受理为止")
    return s.ref


@world("2.2.3", kept=False)
def another_version_was_approved(cast: Any) -> Ref:
    """Planted: the approval takes its digest from the submission."""
    s = Startup(cast).reach("approved")
    plant("another version submitted", s.row.designs.all(), digest="0" * 64)
    return s.ref


@world("2.2.2", kept=False)
def somebody_outside_the_group_submitted_the_design(cast: Any) -> Ref:
    """Planted: `design.submit` is for the designer of the group."""
    s = Startup(cast).reach("handed_up")
    plant("a design submitted from outside", s.row.designs.all(), post=post("陈晓燕"))
    return s.ref
