"""Verbs of the system on matters: opened, settled and withdrawn as a consequence of a deed, closed by the rule on silence.

Other rooms reach them through `opening`. All are bulk: the number of statements does not grow with the number of matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from heli.acts.deed import current
from heli.acts.models import Root
from heli.acts.registry import Input, act
from heli.kernel.actor import Actor
from heli.kernel.clock import Due, Term, Unit, pushed
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.kernel.ref import Ref
from heli.matters import rules
from heli.matters.kinds import matter_kind
from heli.matters.models import Answer, Closing, Matter

FACT = re.compile(r"[a-z][a-z0-9_.]*\Z")


def tell_owner(actor: Actor, matter: Matter, *_given: Any) -> list[Ref]:
    """The owner: a post, or the liaison officers of the unit."""
    return [Ref("post", matter.owner_post_id) if matter.owner_post_id else Ref("unit", matter.owner_unit_id)]


def tell_raiser(actor: Actor, matter: Matter, *_given: Any) -> list[Ref]:
    """The raiser: a post, or the liaison officers of the unit; nobody when a system raised it."""
    if matter.raiser_post_id:
        return [Ref("post", matter.raiser_post_id)]
    return [Ref("unit", matter.raiser_unit_id)] if matter.raiser_unit_id else []


def tell_both(actor: Actor, matter: Matter, *_given: Any) -> list[Ref]:
    """Owner and raiser."""
    return tell_owner(actor, matter) + tell_raiser(actor, matter)


def records(matter: Matter) -> dict[str, Any]:
    """What every record of a matter says: who, in which post, when."""
    deed = current()
    return {
        "matter": matter,
        "root_id": matter.root_id,
        "person_id": deed.actor.person,
        "post_id": deed.actor.post,
        "at": deed.at,
    }


def closing(matters: Iterable[Matter], how: str, *, rule: str = "", reason: str = "") -> None:
    """Write the closings of `matters` with one statement and put the matters into their last state; the caller saves them."""
    rows = list(matters)
    for matter in rows:
        matter.state = "withdrawn" if how == "withdrawn" else "closed"
        matter.done_at = matter.done_at or current().at
        matter.lapses_at = None
    Closing.objects.bulk_create([Closing(**records(m), how=how, rule=rule, reason=reason) for m in rows])


class OpeningIn(Input):
    """One matter to open; made by `opening.open_all` only."""

    kind: str
    about: str
    title: str = Field(min_length=1, max_length=200)
    owner_unit: UUID
    owner_post: UUID | None = None
    raiser_unit: UUID | None = None
    raiser_post: UUID | None = None
    term: str
    level: str = "内部"
    audience: str = "collaboration"
    facts: dict[str, Any] = Field(default_factory=dict)

    @field_validator("facts")
    @classmethod
    def _plain_keys(cls, facts: dict[str, Any]) -> dict[str, Any]:
        # facts enter the ledger, whose canonical form knows only such keys
        for key in facts:
            if not FACT.match(key):
                raise ValueError(f"fact {key!r}: keys are lower-case letters, digits, dots and underscores")
        return facts


@act(
    "matter.open",
    clause="1.2.6",
    on=Root,
    allow=Internal(),
    label=_("提出事项"),
    says=_("提出“{title}”"),
    bulk=True,
    tells=lambda actor, root, given, matter: tell_owner(actor, matter),
)
def open_matters(actor: Actor, pairs: Sequence[tuple[Root, OpeningIn]]) -> list[Matter]:
    """Open matters with one INSERT, in the root of the deed that asks for them."""
    return Matter.objects.bulk_create([_matter(root, given) for root, given in pairs])


def _matter(root: Root, given: OpeningIn) -> Matter:
    kind, start = matter_kind(given.kind), current().at
    due = rules.due(start, Term.parse(given.term))
    about = Ref.parse(given.about)
    return Matter(
        root_id=root.id,
        kind=kind.code,
        about_kind=about.kind,
        about_id=about.id,
        title=given.title,
        raiser_unit_id=given.raiser_unit,
        raiser_post_id=given.raiser_post,
        owner_unit_id=given.owner_unit,
        owner_post_id=given.owner_post,
        opened_at=start,
        due_at=due.at,
        provisional=due.provisional,
        term=given.term,
        lapses_at=rules.lapses_at(kind.owners_silence, due.at, start, kind.silence_after),
        facts=given.facts,
        level=given.level,
        audience=given.audience,
        state=rules.first_state(kind.sign),
    )


class Settling(Input):
    """What the deed that settles the matter says as an answer."""

    answer: str = Field("", max_length=4000)


@act(
    "matter.settle", clause="1.2.6", on=Matter, allow=Internal(), label=_("随办理办结"), says=_("“{about}”已办理，随之办结"),
    bulk=True,
)  # fmt: skip
def settle_matters(actor: Actor, pairs: Sequence[tuple[Matter, Settling]]) -> list[Matter]:
    """Close what the present deed has answered. What was answered before keeps that answer beside the new one."""
    rows = [matter for matter, _given in pairs]
    numbers = _answers_so_far(rows)
    Answer.objects.bulk_create(
        [Answer(**records(m), nth=numbers.get(m.id, 0) + 1, text=given.answer, due_at=m.due_at) for m, given in pairs]
    )
    return _end(rows, "settled")


def _answers_so_far(matters: Sequence[Matter]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for matter, nth in Answer.objects.filter(matter__in=matters).values_list("matter", "nth"):
        found[matter] = max(nth, found.get(matter, 0))
    return found


class Withdrawing(Input):
    """Why it is no longer needed."""

    reason: str = Field(title="撤回理由", min_length=1, max_length=1000)


@act(
    "matter.withdraw", clause="1.2.6", on=Matter, allow=Internal(), label=_("随办理撤回"),
    says=_("“{about}”不再需要办理，理由：{reason}"), bulk=True, tells=lambda actor, matter, *_: tell_owner(actor, matter),
)  # fmt: skip
def withdraw_matters(actor: Actor, pairs: Sequence[tuple[Matter, Withdrawing]]) -> list[Matter]:
    """End matters whose subject has gone."""
    return _end([matter for matter, _given in pairs], "withdrawn", reason=pairs[0][1].reason)


def _end(matters: list[Matter], how: str, *, reason: str = "") -> list[Matter]:
    closing(matters, how, reason=reason)
    Matter.objects.bulk_update(matters, ["state", "done_at", "lapses_at"])
    return matters


class Pushing(Input):
    """Since when time did not count."""

    since: datetime = Field(title="自何时起不计")


def later(due: datetime, unit: Unit, begun: datetime, given: Pushing) -> Due:
    """When `due` is after the time that did not count is given back, of a clock that runs since `begun`."""
    return pushed(due, unit, max(given.since, begun), current().at)


@act(
    "matter.push", clause="2.2", on=Matter, allow=Internal(), label=_("顺延期限"),
    says=_("“{about}”的期限按中止的时间顺延"), bulk=True,
)  # fmt: skip
def push_matters(actor: Actor, pairs: Sequence[tuple[Matter, Pushing]]) -> list[Matter]:
    """Give back the time that did not count, to whoever has the ball and to the rule on silence."""
    for matter, given in pairs:
        unit, begun = Term.parse(matter.term).unit, matter.opened_at
        due = later(matter.due_at, unit, begun, given)
        matter.due_at, matter.provisional = due.at, due.provisional
        if matter.lapses_at is not None:
            matter.lapses_at = max(due.at, later(matter.lapses_at, unit, begun, given).at)
    rows = [matter for matter, _given in pairs]
    Matter.objects.bulk_update(rows, ["due_at", "provisional", "lapses_at"])
    return rows


class Lapsing(Input):
    """The rule on silence of the kind, as recorded."""

    rule: str = Field(title="默示规则", pattern=r"^deemed_(agree|accept)$")


@act(
    "matter.lapse",
    clause="1.2.6",
    on=Matter,
    allow=Internal(),
    label=_("逾期按规则办结"),
    says=_("“{about}”逾期未复，按约定规则办结"),
    tells=tell_both,
)
def lapse_matter(actor: Actor, matter: Matter, given: Lapsing) -> Matter:
    """Close by the silence rule of the kind: the owner said nothing by the due time, or the raiser nothing about the answer."""
    if matter.state not in rules.WAITING or matter.lapses_at is None or matter.lapses_at > current().at:
        raise RuleBroken("1.2.6", _("还没有到按默示规则办结的时候"))
    reason = _("提出方逾期未确认") if matter.state == "answered" else _("承办方逾期未答复")
    closing([matter], "lapsed", rule=given.rule, reason=str(reason))
    matter.save()
    return matter
