"""How other rooms open and close matters, inside a deed of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from heli.acts.deed import Deed, current
from heli.acts.models import Root
from heli.kernel.calendar import national
from heli.kernel.clock import Term, workdays
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.matters import rules
from heli.matters.consequences import OpeningIn, Pushing, Settling, Withdrawing
from heli.matters.kinds import matter_kind
from heli.matters.models import Matter


@dataclass(frozen=True)
class Opening:
    """A matter to be opened. `owner_unit` is the organisation; `owner_post` None means the whole unit.

    `term` None takes that of the kind. The raiser is the actor of the deed unless given. `facts` have keys of lower-case
    letters, digits, dots, underscores; no floats. Level and audience are those of what it is about.
    """

    kind: str
    about: Ref
    title: str
    owner_unit: UUID
    owner_post: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    term: Term | None = None
    raiser_unit: UUID | None = None
    raiser_post: UUID | None = None
    level: str = "内部"
    audience: str = "collaboration"


def open_all(openings: Iterable[Opening]) -> list[Matter]:
    """Open matters in the root of the deed in progress, each with an entry of its own; one INSERT for any number."""
    deed = current()
    root = Root(id=deed.root.id, kind=deed.root.kind)
    return deed.children_of("matter.open", [(root, _given(o, deed)) for o in openings])


def _given(opening: Opening, deed: Deed) -> OpeningIn:
    raised_by_actor = opening.raiser_unit is None
    return OpeningIn(
        kind=opening.kind,
        about=str(opening.about),
        title=opening.title[:200],
        owner_unit=opening.owner_unit,
        owner_post=opening.owner_post,
        raiser_unit=deed.actor.organisation if raised_by_actor else opening.raiser_unit,
        raiser_post=deed.actor.post if raised_by_actor else opening.raiser_post,
        term=(opening.term or matter_kind(opening.kind).term).code(),
        level=opening.level,
        audience=opening.audience,
        facts=dict(opening.facts),
    )


def wait_until(matter: Matter, day: date) -> None:
    """Give a signed matter the time for doing it in place of the time for signing, as far as that lies ahead."""
    left = national().between(today(), day)
    if left > 0:
        when = rules.due(current().at, workdays(left))
        matter.due_at, matter.provisional = when.at, when.provisional
        matter.save()


def settle(about: Ref, kind: str, *, unit: UUID | None = None, post: UUID | None = None, answer: str = "") -> int:
    """Close the open matters of `kind` about `about` that the present deed has answered; returns how many.

    `unit` keeps to those of one organisation (whoever there holds them now), `post` to those that lie with one post.
    """
    rows = _waiting(about, kind)
    if unit is not None:
        rows = [m for m in rows if m.owner_unit_id == unit]
    if post is not None:
        rows = [m for m in rows if m.owner_post_id == post]
    return len(current().children_of("matter.settle", [(m, Settling(answer=answer)) for m in rows]))


def withdraw(about: Ref, kind: str | None = None, *, reason: str) -> int:
    """End the open matters about `about`, of one kind or of all, because their subject has gone; returns how many."""
    return len(current().children_of("matter.withdraw", [(m, Withdrawing(reason=reason)) for m in _waiting(about, kind)]))


def withdraw_all(reason: str) -> int:
    """End every open matter of the root of the deed in progress, because the whole has ended; returns how many."""
    return len(current().children_of("matter.withdraw", [(m, Withdrawing(reason=reason)) for m in _open_in_root()]))


def push_all(since: datetime) -> int:
    """Move due and lapse of every open matter of the root of the deed in progress by the time since then; returns how many."""
    return len(current().children_of("matter.push", [(m, Pushing(since=since)) for m in _open_in_root()]))


def _open_in_root() -> list[Matter]:
    rows = Matter.objects.filter(root=current().root.id, state__in=rules.WAITING)
    return list(rows.select_related("root").order_by("opened_at", "id"))


def _waiting(about: Ref, kind: str | None) -> list[Matter]:
    """Open matters about a thing, in the roots that the deed has locked."""
    rows = Matter.objects.filter(
        about_kind=about.kind, about_id=about.id, state__in=rules.WAITING, root__in=current().roots
    ).select_related("root")
    return list(rows.filter(kind=kind) if kind is not None else rows.order_by("opened_at", "id"))
