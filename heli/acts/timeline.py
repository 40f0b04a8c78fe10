"""The timeline (操作日志) of any subject: who did what, on what ground, with the names of that day.

Lines are scoped in SQL, counts included: an entry shows when its subject is visible and its root is open to the reader.
Refused deeds show to whoever was refused, and to auditors.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from heli.acts.models import Touch
from heli.acts.registry import Act
from heli.acts.sentences import label_of, pointers, refusal, sentence
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, cards, find, follows_root, kinds, root_open
from heli.kernel.conditions import sees
from heli.kernel.ref import Ref
from heli.kernel.time import ONE_DAY, at
from heli.ledger.models import Entry, Leaf
from heli.ledger.queries import openings

SIZE = 30
WINDOW = 3
"""How many times as many entries are looked at as are shown, since some are hidden from the reader."""
DEEPEST = 2


@dataclass(frozen=True)
class Said:
    """A reason of a refused deed."""

    sentence: str
    clause: str = ""


@dataclass(frozen=True)
class Line:
    """One deed as a timeline shows it; names match the macro `timeline`. `number` is its place in the record, once it has one.

    `depth` 1 and 2 are consequences of the line above; `receipt` are the first signs of the hash.
    """

    entry: UUID
    at: datetime
    act: str
    label: str
    text: str
    who: str = ""
    unit: str = ""
    post: str = ""
    acting: str = ""
    system: str = ""
    clause: str = ""
    decision: str = "done"
    reasons: tuple[Said, ...] = ()
    about: str = ""
    subject: Ref | None = None
    url: str = ""
    number: int | None = None
    receipt: str = ""
    depth: int = 0

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.decision == "done"

    @property
    def note(self) -> str:
        """Why it was not done."""
        return "；".join(dict.fromkeys(r.sentence for r in self.reasons))


@dataclass(frozen=True)
class Asked:
    """What to show: filters of the log page. `refused` only what was not done."""

    page: int = 1
    size: int = SIZE
    act: str = ""
    clause: str = ""
    since: date | None = None
    until: date | None = None
    refused: bool = False


@dataclass(frozen=True)
class Lines:
    """A page of lines, newest first; `total` counts the deeds that match, consequences not counted."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


def timeline(about: Ref | Card, actor: Actor, asked: Asked | None = None) -> Lines:
    """The lines about one thing that the actor sees, `Absent` when it is hidden. Of a root's own thing: of all below it.

    Queries: card (when a ref is given), root, kinds, count, entries, consequences, openings, and one a kind for what is named.
    """
    asked = asked or Asked()
    card = about if isinstance(about, Card) else find(about.kind, about.id, visible_to=actor)
    root = card.root if root_open(card.ref, actor) else None
    rows = _filtered(_visible(card, actor, root), asked)
    total = rows.count()
    page = min(max(asked.page, 1), max(1, -(-total // asked.size)))
    start = (page - 1) * asked.size
    first = list(rows.order_by("-at", "id")[start : start + asked.size])
    lines = _lines(_with_consequences(first, actor), actor)
    return Lines(tuple(lines), total, page, max(1, -(-total // asked.size)))


def latest(card: Card, actor: Actor, size: int) -> tuple[Line, ...]:
    """The newest deeds in a root that is open to the actor, at most `size`, without consequences; what is hidden is passed over.

    Queries: entries, openings, and one a kind for what is named.
    """
    newest = Entry.objects.filter(root=card.root, parent__isnull=True, decision="done").order_by("-at", "id")
    return tuple(_lines([(e, 0) for e in newest[: WINDOW * size]], actor)[:size])


def _visible(card: Card, actor: Actor, root: UUID | None) -> QuerySet[Entry]:
    rows = Entry.objects.annotate(idx=Subquery(Leaf.objects.filter(entry=OuterRef("id")).values("idx")[:1]))
    about = Q(subject_kind=card.ref.kind, subject=card.ref.id) | Q(result_kind=card.ref.kind, result=card.ref.id)
    about |= Q(root=card.root) if card.ref.id == card.root else Q(id__in=Touch.objects.filter(row=card.ref.id).values("entry"))
    if root is None:
        about &= Q(person=actor.person)
    # only the kinds that occur are asked about: a condition for each of all kinds would cost more than the page
    occurring = set(Entry.objects.filter(about).order_by().values_list("subject_kind", flat=True).distinct())
    scope = about & _shown(actor, root, occurring)
    # consequences stand below their deed; only those of a deed that is not listed here come by themselves
    return rows.filter(scope & (Q(parent__isnull=True) | ~Q(parent__in=Entry.objects.filter(scope).values("id"))))


def _shown(actor: Actor, root: UUID | None, occurring: Collection[str]) -> Q:
    """Entries whose subject, of one of the kinds `occurring`, the actor may see. `root` is one that is open."""
    registered = {k.code: k for k in kinds() if k.code in occurring}
    following = [code for code, one in registered.items() if root is not None and follows_root(one)]
    scope = Q(subject_kind__in=set(occurring) - registered.keys()) | Q(root=root, subject_kind__in=following)
    for code in registered.keys() - set(following):
        one = registered[code]
        visible = one.model._default_manager.filter(sees(actor, one.model, one.visible)).values("pk")
        scope |= Q(subject_kind=code, subject__in=visible)
    return scope & _told(actor)


def _told(actor: Actor) -> Q:
    """What was done; what was refused only to whoever it was refused to, and to auditors."""
    if "audit" in actor.admin or "auditor" in actor.duties:
        return Q()
    return Q(decision="done") | Q(person=actor.person)


def _filtered(rows: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.clause:
        rows = rows.filter(Q(clause=asked.clause) | Q(clause__startswith=f"{asked.clause}."))
    if asked.since:
        rows = rows.filter(at__gte=at(asked.since, 0))
    if asked.until:
        rows = rows.filter(at__lt=at(asked.until + ONE_DAY, 0))
    return rows.exclude(decision="done") if asked.refused else rows


def _with_consequences(first: Sequence[Entry], actor: Actor) -> list[tuple[Entry, int]]:
    """Each entry, followed by what came of it. Entries of one transaction share their moment, so one query finds them."""
    if not first:
        return []
    top = {e.id for e in first}
    moments = {e.at for e in first}
    below: dict[UUID | None, list[Entry]] = {}
    found = Entry.objects.filter(_told(actor), at__in=moments, parent__isnull=False)
    numbered: QuerySet[Any] = found.annotate(idx=Subquery(Leaf.objects.filter(entry=OuterRef("id")).values("idx")[:1]))
    for entry in numbered.order_by("nth", "id"):
        below.setdefault(entry.parent, []).append(entry)
    result: list[tuple[Entry, int]] = []

    def add(entry: Entry, depth: int) -> None:
        result.append((entry, depth))
        if depth < DEEPEST:
            for child in below.get(entry.id, ()):
                add(child, depth + 1)

    for entry in first:
        if entry.parent not in top:  # else it stands below its parent on this very page
            add(entry, 0)
    return result


def _lines(entries: Sequence[tuple[Entry, int]], actor: Actor) -> list[Line]:
    opened = openings([e.id for e, _ in entries])
    subjects = {Ref(e.subject_kind, e.subject) for e, _ in entries}
    named = {r for e, _ in entries for r in pointers(e.act, opened.get(e.id, {}).get("input") or {})}
    stood_for = {Ref("person", UUID(f)) for e, _ in entries if (f := _who(e).get("for"))}
    seen = cards(subjects | named | stood_for, actor)
    titles = {ref: card.title for ref, card in seen.items()}
    return [_line(e, depth, opened.get(e.id, {}), seen, titles) for e, depth in _seen(entries, seen)]


def _seen(entries: Sequence[tuple[Entry, int]], seen: Mapping[Ref, Card]) -> Iterator[tuple[Entry, int]]:
    """The entries about what the actor sees. What is hidden takes its consequences along."""
    registered, hidden = {k.code for k in kinds()}, DEEPEST + 1
    for entry, depth in entries:
        if depth > hidden:
            continue
        hidden = DEEPEST + 1
        if entry.subject_kind in registered and Ref(entry.subject_kind, entry.subject) not in seen:
            hidden = depth
        else:
            yield entry, depth


def _line(entry: Entry, depth: int, opened: Mapping[str, Any], seen: Mapping[Ref, Card], titles: Mapping[Ref, str]) -> Line:
    names, who = opened.get("names") or {}, _who(entry)
    subject = Ref(entry.subject_kind, entry.subject)
    about = str(opened.get("about") or "")
    acting = titles.get(Ref("person", UUID(who["for"])), "") if who.get("for") else ""
    reasons = tuple(Said(r.get("sentence", ""), r.get("clause", "")) for r in opened.get("reasons") or ())
    return Line(
        entry=entry.id,
        at=entry.at,
        act=entry.act,
        label=label_of(entry.act),
        text=_text(entry, opened, about, titles, reasons),
        who=names.get("person", ""),
        unit=names.get("organisation", "") or names.get("unit", ""),
        post=names.get("post", ""),
        acting=acting,
        system=who.get("system", ""),
        clause=entry.clause,
        decision=entry.decision,
        reasons=reasons,
        about=about,
        subject=subject,
        url=seen[subject].url if subject in seen else "",
        number=getattr(entry, "idx", None),
        receipt=bytes(entry.hash).hex()[:8],
        depth=depth,
    )


def _text(entry: Entry, opened: Mapping[str, Any], about: str, titles: Mapping[Ref, str], reasons: Sequence[Said]) -> str:
    """What was done, or what was refused and why: a line never words as done what was not."""
    if entry.decision != "done":
        return refusal(entry.act, about, [r.sentence for r in reasons])
    facts = opened.get("facts")
    return sentence(entry.act, opened.get("input") or {}, about, titles, facts if isinstance(facts, dict) else None)


def _who(entry: Entry) -> dict[str, Any]:
    """The part of the leaf that says who acted."""
    who: dict[str, Any] = json.loads(bytes(entry.leaf).split(b"\n", 1)[1])["who"]
    return who


def conditions(act: Act) -> tuple[tuple[str, str], ...]:
    """The conditions of an act in words with their clauses: the line of the permission matrix."""
    return tuple((str(p.why().sentence), p.why().clause) for p in act.allow.parts())
