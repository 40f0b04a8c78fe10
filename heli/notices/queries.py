"""Reading notices: how many are new, and what they say to this reader now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from heli.acts.sentences import pointers, sentence
from heli.kernel.actor import Actor
from heli.kernel.cards import cards
from heli.kernel.ref import Ref
from heli.ledger.queries import openings
from heli.notices.models import Notice, ReadMark

CAP = 99
PAGE = 30
LAST_PAGE = 50
HIDDEN = "一件事项有新进展，其内容目前不在你的知悉范围内"


@dataclass(frozen=True)
class NoticeLine:
    """A notice as it reads today. `href` is empty where the reader may no longer see what it is about."""

    entry: UUID
    idx: int
    at: datetime
    text: str
    who: str
    unit: str
    href: str
    unread: bool


@dataclass(frozen=True)
class Notices:
    """A page of a post's notices, newest first. `newest` is what reading them all would mark."""

    lines: tuple[NoticeLine, ...]
    unread: int
    newest: int
    page: int
    more: bool


def unread(actor: Actor) -> int:
    """How many notices the post has not read; at most 100. One query."""
    if actor.post is None:
        return 0
    return _unread(actor.post)[: CAP + 1].count()


def _unread(post: UUID) -> QuerySet[Notice]:
    upto = Subquery(ReadMark.objects.filter(post=post).values("upto")[:1])
    return Notice.objects.filter(post=post, idx__gt=Coalesce(upto, Value(-1)))


def notices(actor: Actor, page: int = 1) -> Notices:
    """The notices of the actor's post. Queries: rows, newest, mark, count, openings, and one for each kind of thing named."""
    if actor.post is None:
        return Notices((), 0, -1, 1, False)
    page = min(max(page, 1), LAST_PAGE)
    start = (page - 1) * PAGE
    rows = list(Notice.objects.filter(post=actor.post).order_by("-idx")[start : start + PAGE + 1])
    upto = ReadMark.objects.filter(post=actor.post).values_list("upto", flat=True).first()
    lines = _lines(rows[:PAGE], -1 if upto is None else upto, actor)
    return Notices(tuple(lines), unread(actor), newest(actor.post), page, len(rows) > PAGE and page < LAST_PAGE)


def newest(post: UUID) -> int:
    """The position of the newest notice of a post; -1 for none. One query."""
    idx: int | None = Notice.objects.filter(post=post).aggregate(idx=Max("idx"))["idx"]
    return -1 if idx is None else idx


def _lines(rows: list[Notice], upto: int, actor: Actor) -> list[NoticeLine]:
    opened = openings([n.entry for n in rows])
    about = {n.entry: Ref(n.about_kind, n.about_id) for n in rows}
    named = {ref for n in rows for ref in pointers(n.act, opened.get(n.entry, {}).get("input") or {})}
    seen = cards({*about.values(), *named}, actor)
    titles = {ref: card.title for ref, card in seen.items()}
    result = []
    for n in rows:
        said, card = opened.get(n.entry, {}), seen.get(about[n.entry])
        names = said.get("names") or {}
        # the heading of that day, but only for those who may still see the thing today
        heading, facts = str(said.get("about") or ""), said.get("facts") or {}
        text = sentence(n.act, said.get("input") or {}, heading, titles, facts) if card else HIDDEN
        result.append(
            NoticeLine(
                entry=n.entry,
                idx=n.idx,
                at=n.at,
                text=text,
                who=names.get("person", "") if card else "",
                unit=names.get("organisation", "") if card else "",
                href=card.url if card else "",
                unread=n.idx > upto,
            )
        )
    return result
