"""Matters as lists show them: who waits for whom, how long, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from heli.access.labels import AUDIENCES
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, cards
from heli.kernel.clock import Term
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, now
from heli.matters import rules, wording
from heli.matters.kinds import matter_kind
from heli.matters.models import DID, STATES, Handled, Matter
from heli.people.queries import PostLine, UnitLabel, post_lines, unit_names
from heli.people.then import Then, lines_then, units_then


@dataclass(frozen=True)
class MatterLine:
    """A matter as lists show it. `who` says who waits for whom, `due_class` is late, soon or ''.

    Names are those of today while it waits; `raiser` of an ended one and `owner` of a finished one those of that day.
    `did`: under 已办, what the reader did about it last; `due` is then the day of that.
    """

    id: UUID
    ref: Ref
    version: int
    kind: str
    label: str
    verb: str
    title: str
    number: str
    about: Ref
    about_title: str
    about_number: str
    about_url: str
    root: Ref
    where: str
    where_url: str
    state: str
    state_label: str
    owner: str
    raiser: str
    who: str
    waited: str
    opened_at: datetime
    due_at: datetime
    due: str
    due_class: str
    provisional: bool
    term: str
    level: str
    audience: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    did: str = ""

    @property
    def href(self) -> str:
        """The matter's own page."""
        return f"/matters/{self.id}/"

    @property
    def url(self) -> str:
        """Where the verb leads: the page of the room that opened it, or the matter's own."""
        page = matter_kind(self.kind).page
        return page(self) if page is not None else self.href

    @property
    def late(self) -> bool:
        """Whether it is past its due time and not yet ended."""
        return self.due_class == "late"


def lines_of(rows: Sequence[Matter], actor: Actor) -> list[MatterLine]:
    if not rows:
        return []
    people, then = People.of(rows), PeopleThen.of(rows)
    seen = cards({ref for m in rows for ref in (about_of(m), root_of(m))}, actor)
    return [line_of(m, actor, people, then, seen) for m in rows]


def handled_lines(rows: Sequence[Handled], actor: Actor) -> list[MatterLine]:
    """Lines of 已办: what was done when, in place of until when."""
    moment = now()
    found = lines_of([h.matter for h in rows], actor)
    return [
        replace(
            line,
            did=DID.get(past.did) or line.state_label,
            due=wording.day_text(day_of(past.at), day_of(moment)),
            due_class="",
            waited=line.waited if line.state in rules.WAITING else "",
        )
        for line, past in zip(found, rows, strict=True)
    ]


def about_of(matter: Matter) -> Ref:
    return Ref(matter.about_kind, matter.about_id)


def root_of(matter: Matter) -> Ref:
    return Ref(matter.root.kind, matter.root_id)


@dataclass(frozen=True)
class People:
    """Names of the posts and units that matters wait for and come from; two queries."""

    posts: Mapping[UUID, PostLine]
    units: Mapping[UUID, UnitLabel]

    @classmethod
    def of(cls, rows: Iterable[Matter], more: Iterable[UUID | None] = ()) -> People:
        sides = [s for m in rows for s in ((m.owner_post_id, m.owner_unit_id), (m.raiser_post_id, m.raiser_unit_id))]
        return cls(
            post_lines({*(p for p, _ in sides if p), *(p for p in more if p)}), unit_names({u for p, u in sides if u and not p})
        )

    def name(self, post: UUID | None, unit: UUID | None) -> str:
        """马骏（税务）, 岗位空缺（税务）, 税务, or 系统."""
        if post is not None and post in self.posts:
            return named(self.posts[post])
        return self.units[unit].short if unit is not None and unit in self.units else "系统"


@dataclass(frozen=True)
class PeopleThen:
    """The same on the days of what was done; three queries at most, none where everything still waits."""

    posts: Mapping[Then, PostLine]
    units: Mapping[Then, UnitLabel]

    @classmethod
    def of(cls, rows: Iterable[Matter]) -> PeopleThen:
        sides = [s for m in rows for s in (_raising(m) if m.state in rules.ENDED else None, _handling(m)) if s is not None]
        return cls.at(sides)

    @classmethod
    def at(cls, sides: Sequence[Side]) -> PeopleThen:
        """The names of these sides."""
        return cls(
            lines_then((post, day) for post, _, day in sides if post),
            units_then((unit, day) for post, unit, day in sides if unit and not post),
        )

    def name(self, side: Side | None) -> str:
        """As `People.name`, of that day."""
        if side is None:
            return ""
        post, unit, day = side
        if post is not None and (post, day) in self.posts:
            return named(self.posts[post, day])
        return self.units[unit, day].short if unit is not None and (unit, day) in self.units else "系统"


Side = tuple[UUID | None, UUID | None, date]
"""Post, unit, and the day of what they did."""


def _raising(matter: Matter) -> Side:
    return matter.raiser_post_id, matter.raiser_unit_id, day_of(matter.opened_at)


def raised_by(matter: Matter) -> str:
    """Who raised a matter, by the names of that day; for its own page."""
    return PeopleThen.at([_raising(matter)]).name(_raising(matter))


def _handling(matter: Matter) -> Side | None:
    """The owner's side once its part is finished."""
    return (matter.owner_post_id, matter.owner_unit_id, day_of(matter.done_at)) if matter.done_at else None


def named(line: PostLine) -> str:
    """马骏（税务）, or 岗位（空缺）（税务）."""
    return f"{line.person or f'{line.title}（空缺）'}（{line.unit.short}）"


def line_of(matter: Matter, actor: Actor, people: People, then: PeopleThen, seen: Mapping[Ref, Card]) -> MatterLine:
    kind, moment = matter_kind(matter.kind), now()
    about, root = seen.get(about_of(matter)), seen.get(root_of(matter))
    ended = matter.state in rules.ENDED
    owner = then.name(_handling(matter)) or people.name(matter.owner_post_id, matter.owner_unit_id)
    raiser = then.name(_raising(matter)) if ended else people.name(matter.raiser_post_id, matter.raiser_unit_id)
    since = matter.done_at if matter.state == "answered" and matter.done_at else matter.opened_at
    return MatterLine(
        id=matter.id,
        ref=matter.ref,
        version=matter.version,
        kind=matter.kind,
        label=kind.label,
        verb="签收" if matter.state == "unsigned" else "确认" if matter.state == "answered" else kind.verb,
        title=matter.title,
        number=matter.number,
        about=about_of(matter),
        about_title=about.title if about else "",
        about_number=about.number if about else "",
        about_url=about.url if about else "",
        root=root_of(matter),
        where=root.title if root else "",
        where_url=root.url if root else "",
        state=matter.state,
        state_label=STATES[matter.state],
        owner=owner,
        raiser=raiser,
        who=_who(matter, actor, owner, raiser, kind.verb),
        waited="" if ended else wording.waited(since, moment),
        opened_at=matter.opened_at,
        due_at=matter.due_at,
        due=_ended(matter, moment) if ended else wording.due_text(matter.due_at, moment, provisional=matter.provisional),
        due_class="" if ended else wording.due_class(matter.due_at, moment),
        provisional=matter.provisional,
        term=str(Term.parse(matter.term)),
        level=matter.level,
        audience=AUDIENCES[matter.audience],
        facts=matter.facts,
    )


def _ended(matter: Matter, moment: datetime) -> str:
    day = wording.day_text(day_of(matter.done_at), day_of(moment)) if matter.done_at else ""
    return f"{day} {STATES[matter.state]}".strip()


def _who(matter: Matter, actor: Actor, owner: str, raiser: str, verb: str) -> str:
    """Who waits for whom, from the reader's side."""
    if matter.state in rules.ENDED:
        return f"{raiser} 提出"
    if matter.state == "answered":
        mine = actor.post is not None and matter.raiser_post_id == actor.post
        return f"{owner} 已答复，等{'你' if mine else f' {raiser} '}确认"
    what = "签收" if matter.state == "unsigned" else verb
    if actor.post is not None and matter.owner_post_id == actor.post:
        return f"{raiser} 等你{what}"
    if matter.owner_post_id is None and matter.owner_unit_id == actor.organisation:
        return f"{raiser} 等你单位{what}"
    return f"等 {owner} {what}"
