"""What there is to file, and what is filed."""

from __future__ import annotations

from uuid import UUID

from heli.collaborations.facts import Fileable, fileables
from heli.documents import store
from heli.knowledge.models import ArchiveItem
from heli.knowledge.rules import FILE, digest_of


def verified(item: ArchiveItem) -> bool:
    """Whether what was filed is as it was; of a file: its record, and that a content of this digest and size is there.

    The octets of files are read again by `bin/heli files check`, not at every look.
    """
    if digest_of(item.source, item.content) != item.digest:
        return False
    return item.source != FILE or store.holds(item.digest, int(item.content["size"]))


def to_file(collaboration: UUID) -> list[Fileable]:
    """What belongs into the archive and is not filed yet."""
    filed = set(ArchiveItem.objects.filter(collaboration=collaboration).values_list("source", "source_id"))
    return [f for f in fileables(collaboration) if (f.source, f.source_id) not in filed]
