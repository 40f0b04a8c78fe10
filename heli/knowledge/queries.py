"""What there is to file, and what is filed."""

from __future__ import annotations

from uuid import UUID

from heli.collaborations.facts import Fileable, fileables
from heli.knowledge.models import ArchiveItem


def to_file(collaboration: UUID) -> list[Fileable]:
    """What belongs into the archive and is not filed yet."""
    filed = set(ArchiveItem.objects.filter(collaboration=collaboration).values_list("source", "source_id"))
    return [f for f in fileables(collaboration) if (f.source, f.source_id) not in filed]
