"""Worlds of tasks and their acceptance (2.2.3, 4.1.a, 4.3.b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.delivery.models import Receipt
from heli.collaborations.models import StagePassage
from heli.collaborations.tests.startup import DOERS, Startup, executed, plant
from heli.kernel.ref import Ref
from heli.kernel.time import now
from heli.matters.models import Matter
from heli.people.models import Post
from heli.work.models import Acceptance
from tests.walk.story import unit


@world("2.2.3", kept=False)
def a_task_began_before_the_approval(cast: Any) -> Ref:
    """Planted: `task.start` refuses it, so here the approval is made to come after it."""
    s = Startup(cast).reach("handed_in")
    entered = StagePassage.objects.filter(collaboration=s.c, stage=4)
    plant("approval after the work began", entered, entered_at=now() + timedelta(days=1))
    return s.ref


def slowly_signed(cast: Any) -> Startup:
    """Planted: the tasks were given out a week before they were signed for."""
    s = Startup(cast).reach("handed_in")
    plant("a slow signature", Matter.objects.filter(root=s.c, kind="task.do"), opened_at=now() - timedelta(days=9))
    return s


@world("4.1.a", kept=False)
def tasks_signed_for_too_late(cast: Any) -> Ref:
    return slowly_signed(cast).ref


@world("4.1.a", kept=True)
def tasks_signed_for_late_with_a_reason(cast: Any) -> Ref:
    s = slowly_signed(cast)
    for short in s.units:
        s.do(DOERS[short], "task.explain", s.task(short), {"cause": "other", "words": "承办人出差，回来后当日签收"})
    return s.ref


@world("4.1.a", kept=False)
def a_task_that_nobody_signs_for_in_days(cast: Any) -> Ref:
    s = Startup(cast).reach("approved")
    plant("a task left lying", Matter.objects.filter(root=s.c, kind="task.do"), opened_at=now() - timedelta(days=9))
    return s.ref


@world("4.1.a", kept=False)
def a_task_without_a_goal(cast: Any) -> Ref:
    return Startup(cast, tasks={"goal": ""}).reach("handed_in").ref


@world("4.1.a", kept=False)
def tasks_that_nobody_signed_for(cast: Any) -> Ref:
    return Startup(cast).reach("approved").ref


@world("4.1.a", kept=False)
def a_task_without_a_person(cast: Any) -> Ref:
    return Startup(cast, tasks={"post": None}).reach("approved").ref


@world("4.3.b", kept=False)
def a_task_that_nobody_accepted(cast: Any) -> Ref:
    s = Startup(cast).reach("handed_in")
    executed(s)
    return s.ref


@world("4.3.b", kept=False)
def a_unit_that_accepted_its_own_work(cast: Any) -> Ref:
    """Planted: `task.accept` is for the receiving unit, which is never the doer's."""
    s = Startup(cast).reach("delivered")
    own = Acceptance.objects.filter(hand_in__task=s.task("税务"))
    plant("work accepted by its own unit", own, unit=unit("税务"))
    return s.ref


@world("4.3.b", kept=False)
def an_outcome_received_before_its_tasks_were_accepted(cast: Any) -> Ref:
    """Planted: `delivery.receive` waits for the tasks."""
    s = Startup(cast).reach("delivered")
    receipts = Receipt.objects.filter(hand_over__item__collaboration=s.c)
    plant("final before stage acceptance", receipts, at=now() - timedelta(days=1))
    return s.ref


@world("2.2.6", "4.3.b", kept=False)
def an_outcome_received_by_its_own_maker(cast: Any) -> Ref:
    """Planted: `delivery.receive` is for the receiving unit."""
    s = Startup(cast).reach("delivered")
    item = s.item("结果")
    own = Post.objects.filter(root=item.maker_id).first()
    plant("an outcome received by its maker", Receipt.objects.filter(hand_over__item=item), post=own)
    return s.ref


@world("4.3.b", kept=False)
def a_task_returned_after_it_was_accepted(cast: Any) -> Ref:
    """Planted: the newest verdict on a task is a refusal."""
    s = Startup(cast).reach("delivered")
    refused = Acceptance.objects.filter(hand_in__task=s.task("税务"))
    plant("a refused task", refused, accepted=False)
    return s.ref
