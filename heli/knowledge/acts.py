"""Verbs of the archive (2.4.4): file everything that belongs to a collaboration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.collaborations.conditions import Runs
from heli.collaborations.models import Collaboration
from heli.collaborations.stages.acts import must_run
from heli.kernel.actor import Actor
from heli.kernel.errors import RuleBroken
from heli.knowledge.models import ArchiveItem
from heli.knowledge.queries import retention_months, to_file
from heli.knowledge.rules import digest_of


class Filing(Input):
    """How long the archive is kept."""

    retention_months: int = Field(
        default_factory=retention_months, title="保管期限（月）", ge=12, le=1200, description="不短于规范规定的期限"
    )


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
    if given.retention_months < retention_months():
        raise RuleBroken(
            "2.4.4",
            _("保管期限短于规范规定的期限"),
            ask=_("档案管理人员"),
            todo=_("改为 {n} 个月以上").format(n=retention_months()),
        )
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
