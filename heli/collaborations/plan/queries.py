"""Reading single tasks of the plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from heli.collaborations.plan.models import Task, TaskLink

TEXTS = ("title", "goal", "deliverable", "criterion", "starts_on", "due_on", "basis")
LINKS = ("duty", "outcome", "unit", "post", "receiver")


def task_values(task: UUID) -> dict[str, Any]:
    """A task as its form asks for it. Two queries."""
    found = Task.objects.filter(id=task).values(*TEXTS, *LINKS).first() or {}
    needs = TaskLink.objects.filter(task=task).values_list("needs", flat=True)
    return {**found, "needs": [str(n) for n in needs]}
