"""What of the collaborations room belongs into the archive: baselines and outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from heli.collaborations.delivery.models import HandOver
from heli.collaborations.facts import Fileable, provide_fileables
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Baseline

OF_OUTCOME = {"policy": "project", "report": "project", "data": "data", "service": "project", "lesson": "experience"}


def own_fileables(collaboration: UUID) -> Iterator[Fileable]:
    """Baselines as approved, outcomes with target and actual value."""
    for b in Baseline.objects.filter(collaboration=collaboration).select_related("submission").order_by("number"):
        yield Fileable(f"职责清单和任务计划（基线 {b.number}）", "project", "baseline", b.id, b.submission.document)
    actual = dict(
        HandOver.objects.filter(item__collaboration=collaboration).order_by("at").values_list("item__outcome", "actual")
    )
    for o in Outcome.objects.filter(collaboration=collaboration).order_by("order"):
        content = {"title": o.title, "indicator": o.indicator, "target": o.target, "actual": actual.get(o.id, "")}
        yield Fileable(o.title, OF_OUTCOME[o.kind], "outcome", o.id, content)


def register() -> None:
    """Hand in what this room files."""
    provide_fileables("collaborations", own_fileables)
