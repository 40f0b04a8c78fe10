"""Reading work: what became of the tasks."""

from __future__ import annotations

from uuid import UUID

from heli.collaborations.facts import TaskFact
from heli.collaborations.plan.models import DelayReason, Task
from heli.kernel.time import day_of
from heli.work.models import Acceptance, HandIn


def task_facts(collaboration: UUID) -> list[TaskFact]:
    """What became of each task of a collaboration. Four queries."""
    tasks = list(Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order"))
    first: dict[UUID, HandIn] = {}
    for hand_in in HandIn.objects.filter(task__in=tasks).order_by("at"):
        first.setdefault(hand_in.task_id, hand_in)
    refused = set(Acceptance.objects.filter(hand_in__task__in=tasks, accepted=False).values_list("hand_in__task", flat=True))
    explained = set(DelayReason.objects.filter(task__in=tasks).values_list("task", flat=True))
    return [
        TaskFact(
            t.id,
            in_time=t.id in first and day_of(first[t.id].at) <= (t.baseline_due or t.due_on),
            first_try=t.state == "accepted" and t.id not in refused,
            explained=t.id in explained,
        )
        for t in tasks
    ]
