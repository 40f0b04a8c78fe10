"""Reading work: what became of the tasks, and which were not signed for in time."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, Subquery

from heli.clauses.catalogue import period
from heli.collaborations.facts import TaskFact
from heli.collaborations.plan.models import DelayReason, Task
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.clock import Clock
from heli.kernel.time import day_of, now
from heli.matters.models import Matter, Signing
from heli.work.models import Acceptance, HandIn


def task_facts(collaboration: UUID) -> list[TaskFact]:
    """What became of each task of a collaboration. Five queries."""
    pauses = pauses_in(collaboration)
    tasks = list(Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order"))
    first: dict[UUID, HandIn] = {}
    for hand_in in HandIn.objects.filter(task__in=tasks).order_by("at"):
        first.setdefault(hand_in.task_id, hand_in)
    refused = set(Acceptance.objects.filter(hand_in__task__in=tasks, accepted=False).values_list("hand_in__task", flat=True))
    explained = set(DelayReason.objects.filter(task__in=tasks).values_list("task", flat=True))
    return [
        TaskFact(
            t.id,
            in_time=t.id in first and not overrun(t.baseline_due or t.due_on, day_of(first[t.id].at), pauses),
            first_try=t.state == "accepted" and t.id not in refused,
            explained=t.id in explained,
        )
        for t in tasks
    ]


def signed_late(collaboration: UUID, task: UUID | None = None) -> set[UUID]:
    """The tasks, or that one, that were signed for later than `sign_within` (4.1.a), or are overdue for it now. Two queries.

    What counts is the first time that the task was given to somebody: a later doer of the same unit signs on its behalf.
    """
    within, pauses, late, seen = period("4.1.a", "sign_within"), tuple(pauses_in(collaboration)), set[UUID](), set[UUID]()
    signed = Signing.objects.filter(matter=OuterRef("pk")).values("at")[:1]
    rows = (
        Matter.objects.filter(root=collaboration, kind="task.do").annotate(signed_at=Subquery(signed)).order_by("opened_at", "id")
    )
    for matter in rows.filter(about_id=task) if task else rows:
        if matter.about_id in seen or (matter.signed_at is None and matter.state != "unsigned"):
            continue
        seen.add(matter.about_id)
        if Clock(matter.opened_at, within, pauses).due(now()).at < (matter.signed_at or now()):
            late.add(matter.about_id)
    return late
