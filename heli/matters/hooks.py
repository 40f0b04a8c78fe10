"""What the worker does about matters, what 已办 is made of, and the clauses that are read from matters."""

from __future__ import annotations

import logging
from uuid import UUID

from heli.acts.consumers import Entries, consumer
from heli.acts.halts import moment_of, ticking
from heli.acts.pipeline import perform
from heli.acts.worker import clock
from heli.clauses.catalogue import number, period
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.kernel.actor import System
from heli.kernel.clock import Due
from heli.kernel.errors import HeliError
from heli.kernel.ref import Ref
from heli.kernel.time import at, now
from heli.matters import facts, queries, rules
from heli.matters.kinds import matter_kind, reading_kinds
from heli.matters.models import DID, Closing, Handled, Matter

BATCH = 200
log = logging.getLogger("heli.matters")


@clock("matters")
def close_what_lapsed() -> int:
    """Close by the silence rule of its kind what nobody answered or confirmed in time; returns how many.
    What rests is left alone: its time does not count."""
    due = ticking(Matter.objects.filter(lapses_at__lte=now())).order_by("lapses_at", "id")[:BATCH]
    return sum(_lapse(matter) for matter in due)


def _lapse(matter: Matter) -> int:
    # the version in the key: another worker's try at the same lapse finds the first, one after a reopening is a new one
    try:
        perform(
            System("matters"), "matter.lapse", matter, {"rule": matter_kind(matter.kind).on_silence}, key=f"v{matter.version}"
        )
    except HeliError as error:
        log.warning("matter %s was not closed by silence: %s", matter.id, error)
        return 0
    return 1


@consumer("handled")
def note_who_handled(entries: Entries) -> None:
    """Keep under 已办 what a post did about a matter, and for both sides what has come to its end."""
    own: dict[tuple[UUID, UUID], Handled] = {}
    touched: set[UUID] = set()
    for _idx, entry in entries:
        if entry.subject_kind != "matter" or entry.decision != "done":
            continue
        touched.add(entry.subject)
        if entry.post is not None and entry.act in DID:
            own[entry.post, entry.subject] = Handled(holder=entry.post, matter_id=entry.subject, at=entry.at, did=entry.act)
    Handled.objects.bulk_create(
        own.values(), update_conflicts=True, unique_fields=["holder", "matter"], update_fields=["at", "did"]
    )
    # what a side did itself says more than that it has ended
    Handled.objects.bulk_create(_ended(touched), ignore_conflicts=True)


def _ended(matters: set[UUID]) -> list[Handled]:
    """A row for each side of those that are closed; who raised what is only read does not wait for it."""
    reading = set(reading_kinds())
    rows = []
    for closing in Closing.objects.filter(matter__in=matters).select_related("matter"):
        m = closing.matter
        sides = {m.owner_post_id or m.owner_unit_id, None if m.kind in reading else m.raiser_post_id or m.raiser_unit_id}
        rows += [Handled(holder=side, matter=m, at=closing.at) for side in sides if side is not None]
    return rows


@check("1.2.6", looks="全部事项")
def every_loop_is_closed(root: Ref) -> Answer:
    """Nothing is open or unconfirmed at closing, and nothing lies with a post that nobody holds."""
    if not facts.has_any(root.id):
        return NOT_APPLICABLE
    found: list[Finding | Evidence] = [Evidence(f"{facts.closed_count(root.id)} 件事项已办结")]
    for ref, title, post in facts.vacant(root.id):
        found.append(Finding(f"“{title}”在 {post}，无人承办", "承办单位联络员", "转给有人任职的岗位", (ref,), lapsed=True))
    return [*found, *(Finding(r.sentence, r.ask, r.todo, r.refs) for r in queries.unsettled(root.id))]


@check("1.2.6.b", looks="不同单位之间的事项")
def what_is_late_between_units_is_chased(root: Ref) -> Answer:
    """A matter between units past its clock by more than `escalate_after` was urged or given more time."""
    total = facts.between_units(root.id)
    if not total:
        return NOT_APPLICABLE
    found: list[Finding | Evidence] = [Evidence(f"不同单位之间的事项 {total} 件")]
    grace = period("1.2.6.b", "escalate_after")
    moment = moment_of(root.id)
    for late in facts.late_between_units(root.id, moment):
        if late.chased or rules.due(at(Due(late.due_at).day), grace).at > moment:
            continue
        words = f"“{late.title}”逾期超过 {grace}，没有催办，也没有同意延期"
        found.append(Finding(words, late.who, "由提出方催办，或由承办方申请延期", (late.ref,), lapsed=True))
    return found


@check("2.3.a", looks="需答复并确认的事项")
def requests_are_answered_in_time_and_confirmed(root: Ref) -> Answer:
    """Requests have an answer of the other side, in time for a share of at least `on_time`, and a closing by the raiser."""
    asked = facts.requests(root.id)
    if not asked:
        return NOT_APPLICABLE
    found: list[Finding | Evidence] = []
    for one in asked:
        if one.state == "closed" and one.answered_at is None:
            found.append(Finding(f"“{one.title}”没有得到答复就办结了", one.raiser, "补充沟通并记录", (one.ref,), lapsed=True))
        elif one.how == "settled" and not one.closed_by_raiser:
            found.append(Finding(f"“{one.title}”的答复未经提出方确认", one.raiser, "由提出方补充确认", (one.ref,), lapsed=True))
    counted = [one for one in asked if one.answered_at is not None or one.overdue(now())]
    if counted:
        in_time, floor = sum(one.in_time for one in counted), number("2.3.a", "on_time")
        words = f"应答复 {len(counted)} 件，按时 {in_time} 件"
        found.append(Evidence(words) if in_time >= floor * len(counted) else _too_few(words, floor))
    return found


def _too_few(words: str, floor: float) -> Finding:
    return Finding(f"{words}，低于 {floor:.0%}", "各承办单位联络员", "按时答复，确有困难的提前申请延期")
