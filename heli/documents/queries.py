"""Reading files, scoped to the actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.documents import store
from heli.documents.attachable import attachable
from heli.documents.conditions import Brought, SeesAbout
from heli.documents.models import Attachment
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, find
from heli.kernel.conditions import sees
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref


@dataclass(frozen=True)
class FileLine:
    """A file as lists show it; names match the macro `files`. `digest` are the first signs; `removable` offers 撤下.

    `own`: the reader's organisation uploaded it; `kept`: the thing was handed in since, so it stays.
    Files that a deed took with it carry no day and nobody: the deed does.
    """

    id: UUID
    name: str
    size: int
    href: str
    at: datetime | None
    by: str
    digest: str
    version: int = 1
    level: str = ""
    removable: bool = False
    own: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Files:
    """The files of a thing, and why the actor may not attach another now (None: may)."""

    about: Card
    lines: tuple[FileLine, ...]
    action: str
    why: str = ""


@dataclass(frozen=True)
class Download:
    """A content on its way out."""

    name: str
    size: int
    digest: str
    media_type: str


def files_of(about: Ref, actor: Actor) -> tuple[FileLine, ...]:
    """The files on a thing, oldest first; `Absent` when the actor does not see it. Three queries."""
    return _lines(find(about.kind, about.id, visible_to=actor), actor)


def files(about: Ref, actor: Actor) -> Files:
    """The same with what the upload form needs."""
    question = attachable(about.kind)
    card = find(question.kind, about.id, visible_to=actor)
    reasons = allowed(actor, find_act("document.attach"), card.ref)
    action = f"/files/attach/{card.ref.kind}/{card.ref.id}/"
    return Files(card, _lines(card, actor), action, str(reasons[0].sentence) if reasons else "")


def _lines(card: Card, actor: Actor) -> tuple[FileLine, ...]:
    found = _rows(card.ref.kind, [card.ref.id])
    handed_in = attachable(card.ref.kind).handed_in(card.ref) if found else None
    return tuple(_line(r, actor, handed_in) for r in found)


def lines_on(kind: str, moments: Mapping[UUID, datetime | None], actor: Actor) -> dict[UUID, tuple[FileLine, ...]]:
    """The files on many things of one kind, oldest first; `moments` says when each was last handed in.

    The caller has found the things for the reader and knows what became of them. One query.
    """
    found: dict[UUID, list[FileLine]] = {}
    for row in _rows(kind, list(moments)):
        found.setdefault(row.about_id, []).append(_line(row, actor, moments[row.about_id]))
    return {id_: tuple(lines) for id_, lines in found.items()}


def own_lines(about: Ref, actor: Actor) -> tuple[FileLine, ...]:
    """The files that the actor's organisation has on a thing which the caller has found for the actor. One query."""
    return tuple(line for r in _rows(about.kind, [about.id]) if (line := _line(r, actor, None)).own)


def _rows(kind: str, ids: Sequence[UUID]) -> list[Attachment]:
    rows = Attachment.objects.filter(about_kind=kind, about_id__in=ids, removal__isnull=True)
    return list(rows.select_related("person", "post").order_by("at", "id"))


def _line(row: Attachment, actor: Actor, handed_in: datetime | None) -> FileLine:
    kept = handed_in is not None and row.at <= handed_in
    return FileLine(
        row.id, row.name, row.size, address(row.id), row.at, row.person.name, row.digest[:8], row.version,
        removable=not kept and Brought().holds(actor, row), own=row.post.root_id == actor.organisation, kept=kept,
    )  # fmt: skip


def address(id_: UUID | str) -> str:
    """Where a file is downloaded; everybody who follows it is asked again whether they may."""
    return f"/files/{id_}/"


def bound_lines(files: Sequence[Mapping[str, Any]]) -> tuple[FileLine, ...]:
    """The files that a deed took with it (`binding.bind`), as its row keeps them. No query."""
    return tuple(FileLine(UUID(f["id"]), f["name"], f["size"], address(f["id"]), None, "", f["digest"][:8]) for f in files)


@dataclass(frozen=True)
class Kept:
    """A file as the archive takes it: what it is attached to, and the whole digest."""

    id: UUID
    about: Ref
    name: str
    size: int
    digest: str


def files_below(root: UUID) -> tuple[Kept, ...]:
    """All files on a root and on what lies below it, oldest first, for an act or check about the root. One query."""
    rows = Attachment.objects.filter(root=root, removal__isnull=True).order_by("at", "id")
    return tuple(Kept(r.id, r.about, r.name, r.size, r.digest) for r in rows)


def download(id_: UUID, actor: Actor) -> Download:
    """A file for giving out: `Absent` when it is not there, taken down, or hidden from the actor now."""
    rows = Attachment.objects.filter(sees(actor, Attachment, SeesAbout()), pk=id_, removal__isnull=True)
    row = rows.first()
    if row is None:
        raise Absent
    return Download(row.name, row.size, row.digest, row.media_type)


@dataclass(frozen=True)
class Checked:
    """What the check of the store found: rows without their content, rows with another one, contents without a row."""

    rows: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    orphans: tuple[str, ...]
    unfinished: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every row has its content."""
        return not self.missing and not self.changed


def check() -> Checked:
    """Compare rows and store; reads every content once."""
    kept: dict[str, list[str]] = {}
    for id_, digest, name in Attachment.objects.order_by("at").values_list("id", "digest", "name"):
        kept.setdefault(digest, []).append(f"{id_} {name}")
    missing, changed = [], []
    for digest, names in kept.items():
        found = store.measure(digest)
        if not found:
            missing += names
        elif found != digest:
            changed += names
    orphans = tuple(d for d in store.contents() if d not in kept)
    unfinished = tuple(p.name for p in sorted(store.incoming().iterdir()))
    return Checked(sum(map(len, kept.values())), tuple(missing), tuple(changed), orphans, unfinished)
