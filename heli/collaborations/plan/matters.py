"""The matter that a task makes: it waits for the doer until the task's own date, and the lead waits for it."""

from __future__ import annotations

from heli.collaborations.models import Lead
from heli.collaborations.plan.models import Task
from heli.kernel.calendar import national
from heli.kernel.clock import workdays
from heli.kernel.time import today
from heli.matters.opening import Opening

REWORK = 3
"""Working days that a returned task has at least."""


def task_matter(task: Task, lead: Lead, *, words: str = "", at_least: int = 0) -> Opening:
    """The opening of a task's matter. `words` stand before its number, `at_least` is a floor in working days."""
    left = max(national().between(today(), task.due_on), at_least)
    return Opening(
        "task.do",
        task.ref,
        f"{words}{task.number} {task.title}",
        task.unit_id,
        task.post_id,
        term=workdays(left),
        raiser_unit=lead.unit_id,
        raiser_post=lead.post_id,
    )
