"""Reading delivery: two doors, the list of outcomes against what was approved, who accepts from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from heli.acts.pages import DeedForm, deed_form
from heli.acts.registry import find_act
from heli.collaborations.delivery.models import DeliveryItem, HandOver, Receipt
from heli.collaborations.inputs import OUTCOME_KINDS
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Task
from heli.documents.along import choices, waiting
from heli.documents.queries import FileLine, bound_lines, lines_on
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.ref import Ref
from heli.people.queries import PostLine, unit_names
from heli.people.then import Then, deed, lines_then

VERBS = {"hand_over": "delivery.hand_over", "receive": "delivery.receive"}


@dataclass(frozen=True)
class Said:
    """A hand-over with its files, or the answer to it."""

    label: str
    words: str
    who: str
    at: datetime
    files: tuple[FileLine, ...] | None = None


@dataclass(frozen=True)
class OutcomeLine:
    """An expected outcome with target and actual value, and where its delivery stands. `state` is the key of `STATES`.

    `files` lie on the delivery item and were taken along by no hand-over yet.
    """

    ref: Ref | None
    title: str
    kind: str
    indicator: str
    target: str
    actual: str
    maker: str
    receiver: str
    state: str
    when: datetime | None
    said: tuple[Said, ...]
    files: tuple[FileLine, ...]
    form: DeedForm | None
    mine: bool


STATES = {
    "unlisted": ("off", "未列入清单"),
    "open": ("off", "未移交"),
    "handed": ("warn", "待签收"),
    "refused": ("bad", "退回补齐"),
    "received": ("ok", "已签收"),
}


@dataclass(frozen=True)
class Delivery:
    """The page: stage acceptance (first door), final acceptance (second door), and what stands between. `running`: in stage 6."""

    tasks: int
    accepted: int
    outcomes: tuple[OutcomeLine, ...]
    pairs: tuple[tuple[str, str, int], ...]
    self_accepted: int
    running: bool

    def count(self, *states: str) -> int:
        """How many outcomes stand so."""
        return sum(o.state in states for o in self.outcomes)

    @property
    def waiting(self) -> int:
        """How many wait for the reader."""
        return sum(o.mine for o in self.outcomes)


def delivery(actor: Actor, card: Card, stage: int, state: str) -> Delivery:
    """The delivery of the collaboration `card`. The caller has found it for the reader.

    Queries: tasks, outcomes, items, hand-overs, files, units, posts of then (two).
    """
    root = card.root
    counts = Task.objects.filter(collaboration=root).exclude(state="dropped").aggregate(
        n=Count("pk"), passed=Count("pk", filter=Q(state="accepted"))
    )  # fmt: skip
    outcomes = list(Outcome.objects.filter(collaboration=root).order_by("order"))
    items = {i.outcome_id: i for i in DeliveryItem.objects.filter(collaboration=root).select_related("outcome", "collaboration")}
    history: dict[UUID, list[HandOver]] = {}
    for row in HandOver.objects.filter(item__collaboration=root).select_related("receipt").order_by("at"):
        history.setdefault(row.item_id, []).append(row)
    files = lines_on("delivery", {i.id: _last(history.get(i.id)) for i in items.values()}, actor)
    sides = {u for o in outcomes for u in (o.maker_id, o.receiver_id) if u}
    units = unit_names(sides | {u for i in items.values() for u in (i.maker_id, i.receiver_id)})
    people = lines_then({d for rows in history.values() for h in rows for d in _deeds_of(h)})
    running = state == "active" and stage == 6
    lines = tuple(_line(o, items.get(o.id), history, files, units, people, actor, card, running) for o in outcomes)
    # counted by unit, not by name: a unit may be called otherwise from one outcome to the next
    pairs = Counter((i.maker_id, i.receiver_id) for o in outcomes if (i := items.get(o.id)) is not None)
    return Delivery(
        tasks=counts["n"],
        accepted=counts["passed"],
        outcomes=lines,
        pairs=tuple((units[maker].short, units[receiver].short, n) for (maker, receiver), n in pairs.items()),
        self_accepted=sum(i.maker_id == i.receiver_id for i in items.values()),
        running=running,
    )


def _last(rows: list[HandOver] | None) -> datetime | None:
    """When the newest hand-over was made: files from before stay."""
    return rows[-1].at if rows else None


def _deeds_of(row: HandOver) -> set[Then]:
    receipt = getattr(row, "receipt", None)
    return {deed(row)} | ({deed(receipt)} if receipt is not None else set())


def _line(
    outcome: Outcome,
    item: DeliveryItem | None,
    history: Mapping[UUID, list[HandOver]],
    files: Mapping[UUID, tuple[FileLine, ...]],
    units: Mapping[UUID, Any],
    people: Mapping[Then, PostLine],
    actor: Actor,
    card: Card,
    running: bool,
) -> OutcomeLine:
    rows = history.get(item.id, []) if item else []
    last = rows[-1] if rows else None
    receipt = getattr(last, "receipt", None)
    state = "unlisted" if item is None else "open" if last is None else "handed"
    if receipt is not None:
        state = "received" if receipt.received else "refused"
    maker = _unit(last if state in ("handed", "received") else None, people)
    receiver = _unit(receipt if state == "received" else None, people)
    own = files.get(item.id, ()) if item is not None else ()
    form = _form(actor, item, state, last, card, own) if item is not None and running else None
    return OutcomeLine(
        ref=item.ref if item else None, title=outcome.title, kind=OUTCOME_KINDS.get(outcome.kind, ""),
        indicator=outcome.indicator, target=outcome.target, actual=last.actual if last else "",
        maker=maker or (units[outcome.maker_id].short if outcome.maker_id else ""), state=state,
        receiver=receiver or (units[outcome.receiver_id].short if outcome.receiver_id else ""),
        when=receipt.at if receipt is not None else last.at if last is not None else None,
        said=tuple(s for h in rows for s in _said(h, people)), form=form,
        files=tuple(f for f in own if not f.kept), mine=form is not None,
    )  # fmt: skip


def _unit(done: HandOver | Receipt | None, people: Mapping[Then, PostLine]) -> str:
    """The unit that handed over or answered, as it was called that day; empty while that is to be done."""
    return people[deed(done)].unit.short if done is not None else ""


def _said(row: HandOver, people: Mapping[Then, PostLine]) -> list[Said]:
    words = f"实际值 {row.actual}" + (f"。{row.words}" if row.words else "")
    said = [Said("移交", words, _brief(people.get(deed(row))), row.at, bound_lines(row.files))]
    receipt = getattr(row, "receipt", None)
    if receipt is not None:
        label = "签收" if receipt.received else "退回"
        said.append(Said(label, receipt.words, _brief(people.get(deed(receipt))), receipt.at))
    return said


def _brief(line: PostLine | None) -> str:
    return f"{line.unit.short} {line.person or line.title}" if line else ""


def _form(
    actor: Actor, item: DeliveryItem, state: str, last: HandOver | None, card: Card, files: tuple[FileLine, ...]
) -> DeedForm | None:
    """The form of the one deed that the state allows, where the reader is on its side."""
    verb = {"open": "hand_over", "refused": "hand_over", "handed": "receive"}.get(state)
    if verb is None or find_act(VERBS[verb]).allow.against(actor, item):
        return None
    if verb == "receive" and last is not None and last.person == actor.person:
        return None
    about = Card(item.ref, item.root_id, item.version, item.outcome.title)
    action = f"{card.url}delivery/{item.id}/{verb}/"
    options = {"files": choices([f for f in files if f.own])}
    initial = {"files": waiting(files)}
    return deed_form(actor, VERBS[verb], about, action=action, initial=initial, options=options, mark=str(item.id)[:8])
