"""Worlds of tasks and their acceptance (4.1.a, 4.3.b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.delivery.models import Receipt
from heli.collaborations.tests.startup import Startup, executed, plant
from heli.kernel.ref import Ref
from heli.kernel.time import now
from heli.work.models import Acceptance
from tests.walk.story import unit


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
