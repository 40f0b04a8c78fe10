"""What there is to file, what is filed, and whether a search finds it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from heli.clauses.catalogue import period
from heli.collaborations.facts import Fileable, fileables
from heli.collaborations.models import Lead
from heli.documents import store
from heli.kernel.cards import fits, kind, search_words
from heli.kernel.conditions import sees
from heli.kernel.dated import in_force
from heli.kernel.time import today
from heli.knowledge.models import ArchiveItem
from heli.knowledge.rules import FILE, digest_of, months
from heli.people.models import Holding
from heli.people.queries import actor_for


def retention_months() -> int:
    """How long the norm has what is filed kept, unless somebody says longer."""
    return months(period("2.4.4", "retention"))


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


def found_by_title(collaboration: UUID, items: Sequence[ArchiveItem]) -> tuple[str, set[UUID]] | None:
    """Who runs the collaboration, in words, and what of `items` that person finds by its title with the search of the house.

    None while the post is vacant: then it cannot be said. Six queries, however many items.
    """
    post = Lead.objects.filter(in_force(today()), collaboration=collaboration).values_list("post", flat=True).first()
    person = Holding.objects.filter(in_force(today()), post=post).values_list("person", flat=True).first()
    if person is None:
        return None
    asked = {i.id: search_words(i.title) for i in items}
    reader, one = actor_for(person, post), kind("archive")
    if not any(asked.values()):
        return reader.names.person, set()
    rows = ArchiveItem.objects.filter(sees(reader, ArchiveItem, one.visible), collaboration=collaboration)
    hits = dict(rows.filter(reduce(or_, (fits(one, w) for w in asked.values() if w))).values_list("id", "title"))
    return reader.names.person, {id_ for id_, title in hits.items() if asked.get(id_) and asked[id_] in title}
