"""The way of a deed: parse, lock, decide, compare, change, record; one transaction, one entry for each act and child act.

A kill in the next microsecond after success loses nothing: state, entry and queue row are one commit, and every
consequence outside the transaction is derived from the ledger by consumers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from heli.acts import actors, halts
from heli.acts.deed import MAX_DEPTH, Deed, enter, entry_id, leave, secret
from heli.acts.hooks import reactions
from heli.acts.locking import CLOCK_TOLERANCE, Locked, lock, moment
from heli.acts.models import Root
from heli.acts.registry import Act, find_act
from heli.acts.rows import Row, kind_code, plain
from heli.acts.schema import parse
from heli.kernel.actor import Actor, System
from heli.kernel.cards import Card, kinds
from heli.kernel.cards import kind as registered
from heli.kernel.errors import Absent, Busy, ClockOff, Conflict, Denied, InvalidInput, Reasons, RuleBroken
from heli.kernel.ids import derived_id, random_id
from heli.kernel.ref import Ref
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.ledger.queries import openings
from heli.ledger.record import Draft, Receipt, standing, write

DEADLOCKS = frozenset({"40P01", "40001"})
CONTENTION = DEADLOCKS | {"55P03", "57014"}
"""States of PostgreSQL: a lock not had in time, a statement that waited too long."""


@dataclass(frozen=True)
class Done:
    """What came of a deed: the result, the receipt that the actor takes away, and whether it had been done before."""

    result: Any
    receipt: Receipt
    repeated: bool = False


def perform(actor: Actor, name: str, subject: Any, input: Any = None, *, key: str | None = None, seen: int | None = None) -> Any:
    """Carry out the act `name` and return what it made.

    `subject` is a row, a card or a `Ref`. `key` makes a repeat find the first result; `seen` is the version of the
    subject that the actor looked at. Raises one of the six errors; refusals are on record.
    """
    return carry_out(actor, name, subject, input, key=key, seen=seen).result


def carry_out(
    actor: Actor, name: str, subject: Any, input: Any = None, *, key: str | None = None, seen: int | None = None
) -> Done:
    """The same, with the receipt. A deadlock is tried once more under the same key; a lock not had in time is `Busy`."""
    act = find_act(name)
    data = parse(act, input)
    ref = as_ref(act, subject)
    with contention_is_busy():
        try:
            try:
                return _transact(actor, act, ref, data, key, seen)
            except OperationalError as error:
                if _state(error) not in DEADLOCKS:
                    raise
                return _transact(actor, act, ref, data, key, seen)
        except (Denied, RuleBroken) as refusal:
            _record_refusal(actor, act, ref, data, refusal)
            raise


def _transact(actor: Actor, act: Act, ref: Ref, data: Any, key: str | None, seen: int | None) -> Done:
    with transaction.atomic(), door("act", announce=False):
        locked = lock(model_of(act, ref), ref, further=_further_roots(act, actor, ref, data))
        _check_clock(locked)
        entry = entry_id(actor, act.name, ref, key)
        actor = actors.confirm(actor)
        subject = _load(act, ref)
        if reasons := act.allow.against(actor, subject):
            raise Denied(reasons)
        first, tip = standing(entry, ref.id)
        if first is not None:
            return _repeat(first, data)
        if reasons := halts.against(act, subject):
            raise RuleBroken(reasons[0].clause, more=reasons)
        if seen is not None and isinstance(subject, Row) and subject.version != seen:
            raise Conflict(_("内容已被他人更新，请核对后再提交"), seen=seen, now=subject.version)
        deed = Deed(act, actor, subject, ref, data, entry, locked.root, locked.at, set(locked.roots), key, about=heading(subject))
        _change(deed)
        receipts = write([_draft(d) for d in _family(deed)], {ref.id: tip})
        return Done(deed.result, receipts[0])


def _change(deed: Deed) -> None:
    token = enter(deed)
    try:
        act = deed.act
        _stand(deed)
        if act.bulk:
            deed.result = act.do(deed.actor, [(deed.subject, deed.input)])[0]
        else:
            deed.result = act.do(*_arguments(act, deed))
        _react(deed)
    finally:
        leave(token)


def _stand(deed: Deed) -> None:
    if reasons := deed.act.stands_against(deed.actor, deed.subject):
        raise RuleBroken(reasons[0].clause, more=reasons)


def _arguments(act: Act, deed: Deed) -> tuple[Any, ...]:
    return (deed.actor, deed.subject, deed.input) if act.accepts_input() else (deed.actor, deed.subject)


def _react(deed: Deed) -> None:
    for reaction in reactions(deed.act.name):
        reaction.handle(deed)


def carry_out_child(parent: Deed, name: str, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Carry out `name` on each subject as a consequence of `parent`; called through `Deed.child` and `Deed.children_of`."""
    if parent.depth >= MAX_DEPTH:
        raise RuntimeError(f"{name}: reactions are at most {MAX_DEPTH} deep")
    act = find_act(name)
    actor = System(parent.act.room, parent.actor) if not parent.actor.is_system else parent.actor
    deeds = [_child_deed(parent, act, actor, subject, parse(act, data), i) for i, (subject, data) in enumerate(pairs)]
    for deed in deeds:
        if reasons := act.allow.against(actor, deed.subject):
            raise Denied(reasons)
    if act.bulk:
        _change_together(act, deeds)
    else:
        for deed in deeds:
            _change(deed)
    parent.children += deeds
    return [d.result for d in deeds]


def _child_deed(parent: Deed, act: Act, actor: Actor, subject: Any, data: Any, index: int) -> Deed:
    ref = as_ref(act, subject)
    row = subject if isinstance(subject, Model) else _load(act, ref)
    entry = derived_id(secret(), str(parent.entry), "child", act.name, str(len(parent.children) + index))
    root = Ref(parent.root.kind, parent.root.id)
    if isinstance(row, Row) and row.root_id != parent.root.id:
        if row.root_id not in parent.roots:
            raise RuntimeError(f"{act.name}: a child act touches only roots that its parent has locked")
        root = Ref(row.root.kind, row.root_id)
    return Deed(act, actor, row, ref, data, entry, root, parent.at, parent.roots, parent=parent, about=heading(row))


def _change_together(act: Act, deeds: list[Deed]) -> None:
    """Run a bulk verb once for all; what it wrote is shared out by its results, the rest is noted with the first."""
    first = deeds[0]
    token = enter(first)
    try:
        for deed in deeds:
            _stand(deed)
        results = act.do(first.actor, [(d.subject, d.input) for d in deeds])
        for deed, result in zip(deeds, results, strict=True):
            deed.result = result
            for row in result if isinstance(result, list | tuple) else [result]:
                if deed is not first and isinstance(row, Row):
                    place = (kind_code(type(row)), row.id)
                    if place in first.rows:
                        deed.rows[place] = first.rows.pop(place)
    finally:
        leave(token)
    for deed in deeds:
        token = enter(deed)
        try:
            _react(deed)
        finally:
            leave(token)


def _family(deed: Deed) -> list[Deed]:
    return [deed, *(d for child in deed.children for d in _family(child))]


def _draft(deed: Deed) -> Draft:
    protected: dict[str, Any] = {
        "input": plain(deed.input.model_dump(mode="json")),
        "names": deed.actor.names.as_dict(),
        "about": deed.about,
    }
    if deed.facts:
        protected["facts"] = plain(deed.facts)
    if told := _told(deed):
        protected["tells"] = told
    result = deed.result if isinstance(deed.result, Row) else None
    return Draft(
        id=deed.entry,
        act=deed.act.name,
        clause=deed.act.clause,
        actor=deed.actor,
        at=deed.at,
        root=deed.root,
        subject=deed.ref,
        version=getattr(deed.subject, "version", None),
        parent=deed.parent.entry if deed.parent else None,
        key=deed.key and derived_id(secret(), "key", deed.key).hex,
        result=result.ref if result is not None else None,
        protected=protected,
        after=[(kind, id_, row) for (kind, id_), row in deed.rows.items()],
    )


def _told(deed: Deed) -> list[str]:
    """Whom the act tells, without the post that acts: `post:ID`, or `unit:ID` for a unit's liaison officers."""
    if deed.act.tells is None:
        return []
    told = deed.act.tells(deed.actor, deed.subject, deed.input, deed.result)
    refs = {t if isinstance(t, Ref) else Ref("post", getattr(t, "id", t)) for t in told if t is not None}
    return sorted(str(r) for r in refs if r != Ref("post", deed.actor.post or deed.entry))


def heading(subject: Any) -> str:
    """How the subject is called today: number and title, as its card says."""
    found = next((k for k in kinds() if k.model is type(subject)), None)
    if found is None:
        return ""
    card = found.card(subject)
    return f"{card.number} {card.title}".strip()


def _repeat(first: Entry, data: Any) -> Done:
    """The first result again, under present rights; another body under the same key is refused."""
    if openings([first.id]).get(first.id, {}).get("input") != plain(data.model_dump(mode="json")):
        raise InvalidInput({"": [_("同一次提交的内容前后不一致，请刷新页面后重新提交")]})
    result = None
    if first.result:
        result = registered_row(Ref(first.result_kind, first.result))
    return Done(result, Receipt(first.id, bytes(first.hash).hex()), repeated=True)


def was_done(actor: Actor, name: str, subject: Ref, key: str) -> bool:
    """Whether this very deed was done under `key`: tells the repeat of one that took its subject away from a wrong address."""
    return bool(key) and Entry.objects.filter(id=entry_id(actor, name, subject, key)).exists()


def registered_row(ref: Ref) -> Any:
    """The live row behind a ref; Absent when it is gone."""
    row = _model(ref.kind)._default_manager.filter(pk=ref.id).first()
    if row is None:
        raise Absent
    return row


def _model(code: str) -> type[Model]:
    from django.apps import apps

    for model in apps.get_models():
        if issubclass(model, Row) and kind_code(model) == code:
            return model
    return registered(code).model


def _record_refusal(actor: Actor, act: Act, ref: Ref, data: Any, refusal: Denied | RuleBroken) -> None:
    """Put the refusal on record in a transaction of its own; it does not use up the key."""
    with transaction.atomic(), door("act"):
        row = model_of(act, ref)._default_manager.filter(pk=ref.id).first()
        root = getattr(row, "root", row if isinstance(row, Root) else None)
        protected: dict[str, Any] = {
            "input": plain(data.model_dump(mode="json")),
            "names": actor.names.as_dict(),
            "about": heading(row),
            "reasons": [{"clause": r.clause, "sentence": str(r.sentence)} for r in refusal.reasons],
        }
        where = Ref(root.kind, root.id) if root is not None else ref
        write(
            [
                Draft(
                    random_id(), act.name, act.clause, actor, moment(), where, ref, getattr(row, "version", None),
                    decision=refusal.code, protected=protected,
                )
            ]
        )  # fmt: skip


def as_ref(act: Act, subject: Any) -> Ref:
    """The ref of a row, card, ref or `kind:id`; the kind must be the one that the act is about."""
    if isinstance(subject, str):
        subject = Ref.parse(subject)
    ref = subject.ref if isinstance(subject, Row | Card) else subject
    if isinstance(subject, Root):
        ref = Ref("root", subject.id)
    if not isinstance(ref, Ref) or ref.kind != (kind_code(model_of(act, ref)) if act.on is not Root else "root"):
        raise Absent
    return ref


def model_of(act: Act, ref: Ref) -> type[Model]:
    """The model of what `act` is about; of the thing at hand where it is about anything, `Absent` when that is no state row."""
    if not act.about_anything:
        return act.on
    model = registered(ref.kind).model
    if not issubclass(model, Row):
        raise Absent
    return model


def allowed(actor: Actor, act: Act, ref: Ref) -> Reasons:
    """The reasons against this actor doing this now, for a page that shows the button; `perform` decides afresh."""
    return reasons_against(act, actor, _load(act, ref))


def reasons_against(act: Act, actor: Actor, row: Any) -> Reasons:
    """The same about a row that was read `with_halts`: who may, then what halts it, then its state. The first that speaks
    against it, as `perform` would; what only an input decides is not known yet."""
    return act.allow.against(actor, row) or halts.against(act, row) or act.stands_against(actor, row)


def _load(act: Act, ref: Ref) -> Any:
    model = model_of(act, ref)
    found = next((k for k in kinds() if k.model is model), None)
    rows = model._default_manager.all()
    if found and found.related:
        rows = rows.select_related(*found.related)
    row = halts.with_halts(rows).filter(pk=ref.id).first()
    if row is None:
        raise Absent
    return row


def _further_roots(act: Act, actor: Actor, ref: Ref, data: Any) -> list[UUID]:
    return [getattr(r, "id", r) for r in act.roots(actor, ref, data)] if act.roots else []


def _check_clock(locked: Locked) -> None:
    """Refuse to act when the clock runs behind the newest entry (T08): an act in the past could beat a deadline."""
    if locked.newest and locked.at < locked.newest - timedelta(seconds=CLOCK_TOLERANCE):
        raise ClockOff


@contextmanager
def contention_is_busy() -> Iterator[None]:
    """Say `Busy` where the database could not give a lock in time."""
    try:
        yield
    except OperationalError as error:
        # SQLite says it in words, PostgreSQL by SQLSTATE
        if _state(error) in CONTENTION or "locked" in str(error):
            raise Busy from error
        raise


def _state(error: OperationalError) -> str:
    return str(getattr(error.__cause__, "sqlstate", None) or "")
