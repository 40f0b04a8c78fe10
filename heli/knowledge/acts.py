"""Verbs of the archive (2.4.4): file everything that belongs to a collaboration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.clauses.catalogue import period
from heli.collaborations.conditions import Runs
from heli.collaborations.models import Collaboration
from heli.collaborations.stages.acts import must_run
from heli.kernel.actor import Actor
from heli.kernel.errors import RuleBroken
from heli.knowledge.models import ArchiveItem
from heli.knowledge.queries import to_file
from heli.knowledge.rules import digest_of


class Filing(Input):
    """How long the archive is kept."""

    retention_months: int = Field(360, title="保管期限（月）", ge=12, le=1200, description="默认 360 个月，即 30 年")


@act(
    "archive.file",
    clause="2.4.4",
    on=Collaboration,
    allow=Runs(),
    label=_("归档"),
    says=_("成果归档，保管 {retention_months} 个月"),
)
def file(actor: Actor, c: Collaboration, given: Filing) -> Collaboration:
    """File outcomes, baselines, lessons and files that are not filed yet, each with kind, level, retention and digest."""
    must_run(c, 7)
    if given.retention_months < period("2.4.4", "retention").amount:
        raise RuleBroken("2.4.4", _("保管期限短于规范的默认期限"), ask=_("档案管理人员"), todo=_("改为 360 个月以上"))
    waiting = to_file(c.id)
    if not waiting:
        raise RuleBroken("2.4.4", _("没有需要归档的内容，或都已归档"))
    ArchiveItem.objects.bulk_create(
        [
            ArchiveItem(
                collaboration=c, title=i.title, kind=i.kind, level=c.level, retention_months=given.retention_months,
                source=i.source, source_id=i.source_id, content=i.content, digest=digest_of(i.source, i.content),
                post_id=actor.post_id, at=current().at,
            )
            for i in waiting
        ]
    )  # fmt: skip
    return c
