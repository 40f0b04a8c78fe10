"""Reading the archive: the list of one collaboration with digests verified again, and all that a reader may find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heli.acts.pages import DeedForm, deed_form
from heli.acts.registry import find_act
from heli.collaborations.cards import address
from heli.collaborations.queries import row_of
from heli.collaborations.visibility import SEES
from heli.documents.queries import address as file_address
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.conditions import sees
from heli.kernel.text import clean
from heli.knowledge.models import KINDS, ArchiveItem
from heli.knowledge.queries import retention_months, to_file, verified
from heli.knowledge.rules import FILE

PAGE = 30
LONGEST_SEARCH = 40


@dataclass(frozen=True)
class ItemLine:
    """One filed thing. `verified`: its content still has the digest of the day it was filed; `file`: where it is downloaded."""

    id: UUID
    title: str
    kind: str
    level: str
    retention: str
    digest: str
    verified: bool
    at: datetime
    where: str
    where_number: str
    where_url: str
    file: str = ""


@dataclass(frozen=True)
class ArchivePart:
    """The archive list of one collaboration. `waiting` are titles that are not filed yet."""

    items: tuple[ItemLine, ...]
    waiting: tuple[str, ...]
    form: DeedForm | None

    @property
    def verified(self) -> bool:
        """Whether every item is as it was filed."""
        return all(i.verified for i in self.items)


@dataclass(frozen=True)
class Found:
    """A page of the archive."""

    items: tuple[ItemLine, ...]
    total: int
    page: int
    more: bool
    words: str
    kind: str


def archive_part(actor: Actor, card: Card) -> ArchivePart:
    """The archive of the collaboration `card`. The caller has found it for the reader. Queries: items, what there is to file
    (four), row, who may."""
    rows = ArchiveItem.objects.filter(collaboration=card.root).select_related("collaboration").order_by("at", "title")
    row = row_of(card)
    form = None
    if row.state == "active" and row.stage == 7 and not find_act("archive.file").allow.against(actor, row):
        initial = {"retention_months": retention_months()}
        form = deed_form(actor, "archive.file", card, action=f"{card.url}archive/", initial=initial, mark="file")
    waiting = tuple(f.title for f in to_file(card.root)) if row.stage == 7 else ()
    return ArchivePart(tuple(_line(i) for i in rows), waiting, form if waiting else None)


def archive(actor: Actor, words: str = "", kind: str = "", page: int = 1) -> Found:
    """All filed things that the reader sees, newest first. Queries: count, rows, none for each."""
    words = clean(words)[:LONGEST_SEARCH].strip()
    rows = ArchiveItem.objects.filter(sees(actor, ArchiveItem, SEES)).select_related("collaboration")
    for word in words.split():
        rows = rows.filter(title__icontains=word) | rows.filter(collaboration__title__icontains=word)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    total = rows.count()
    page = min(page, max(1, -(-total // PAGE)))
    start = (page - 1) * PAGE
    lines = tuple(_line(i) for i in rows.order_by("-at", "title", "id")[start : start + PAGE])
    return Found(lines, total, page, start + PAGE < total, words, kind if kind in KINDS else "")


def _line(item: ArchiveItem) -> ItemLine:
    months = item.retention_months
    above = item.collaboration
    return ItemLine(
        id=item.id, title=item.title, kind=KINDS.get(item.kind, item.kind), level=item.level,
        retention=f"{months // 12} 年" if months % 12 == 0 else f"{months} 个月", digest=item.digest,
        verified=verified(item), at=item.at, where=above.title, where_number=above.number,
        where_url=address(above), file=file_address(item.source_id) if item.source == FILE else "",
    )  # fmt: skip
