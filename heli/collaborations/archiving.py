"""What of the collaborations room belongs into the archive: baselines, outcomes, and every file attached along the way."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from heli.collaborations.delivery.models import DeliveryItem, HandOver
from heli.collaborations.facts import Fileable, provide_fileables
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Baseline, Task
from heli.documents.queries import files_below

OF_OUTCOME = {"policy": "project", "report": "project", "data": "data", "service": "project", "lesson": "experience"}


def own_fileables(collaboration: UUID) -> Iterator[Fileable]:
    """Baselines as approved, outcomes with target and actual value, files. Seven queries."""
    for b in Baseline.objects.filter(collaboration=collaboration).select_related("submission").order_by("number"):
        yield Fileable(f"职责清单和任务计划（基线 {b.number}）", "project", "baseline", b.id, b.submission.document)
    actual = dict(
        HandOver.objects.filter(item__collaboration=collaboration).order_by("at").values_list("item__outcome", "actual")
    )
    for o in Outcome.objects.filter(collaboration=collaboration).order_by("order"):
        content = {"title": o.title, "indicator": o.indicator, "target": o.target, "actual": actual.get(o.id, "")}
        yield Fileable(o.title, OF_OUTCOME[o.kind], "outcome", o.id, content)
    yield from _files(collaboration)


def _files(collaboration: UUID) -> Iterator[Fileable]:
    """Each file that was not taken down, of the kind of the outcome that it serves; its digest is that of its content."""
    kinds = dict(Outcome.objects.filter(collaboration=collaboration).values_list("id", "kind"))
    serves = dict(Task.objects.filter(collaboration=collaboration).values_list("id", "outcome"))
    serves |= dict(DeliveryItem.objects.filter(collaboration=collaboration).values_list("id", "outcome"))
    for f in files_below(collaboration):
        outcome = serves.get(f.about.id) or f.about.id
        kind = OF_OUTCOME[kinds[outcome]] if outcome in kinds else "project"
        content = {"name": f.name, "size": f.size, "digest": f.digest, "about": str(f.about), "id": str(f.id)}
        yield Fileable(f.name, kind, "file", f.id, content)


def register() -> None:
    """Hand in what this room files."""
    provide_fileables("collaborations", own_fileables)
