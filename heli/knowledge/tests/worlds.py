"""Worlds of the archive (2.4.4)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.models import Lead
from heli.collaborations.tests.startup import Startup, plant
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.knowledge.models import ArchiveItem
from heli.people.models import Holding


@world("2.4.4", kept=False)
def nothing_is_filed(cast: Any) -> Ref:
    return Startup(cast).reach("evaluated").ref


@world("2.4.4", kept=False)
def a_filed_thing_was_altered(cast: Any) -> Ref:
    """Planted: no act changes what is filed; this stands for somebody who got at the database."""
    s = Startup(cast).reach("filed")
    plant("an altered archive", ArchiveItem.objects.filter(collaboration=s.c), content={"title": "另一份结果"})
    return s.ref


@world("2.4.4", kept=False)
def a_filed_thing_without_retention(cast: Any) -> Ref:
    """Planted: `archive.file` refuses a short retention."""
    s = Startup(cast).reach("filed")
    plant("an archive without retention", ArchiveItem.objects.filter(collaboration=s.c), retention_months=0)
    return s.ref


@world("2.4.4", kept=False)
def a_filed_thing_that_no_search_finds(cast: Any) -> Ref:
    """Planted: what is filed has the title of its source, which is never empty."""
    s = Startup(cast).reach("filed")
    plant("an archive without a title", ArchiveItem.objects.filter(collaboration=s.c, source="lesson"), title=" ")
    return s.ref


@world("2.4.4", kept=False)
def an_archive_that_nobody_entitled_can_search(cast: Any) -> Ref:
    """Planted: the post of whoever runs the matter is vacant, so nobody is there for whom the archive could be found."""
    s = Startup(cast).reach("filed")
    lead = Lead.objects.get(collaboration=s.c)
    plant("the runner's post left vacant", Holding.objects.filter(post=lead.post_id), valid_to=today())
    return s.ref
