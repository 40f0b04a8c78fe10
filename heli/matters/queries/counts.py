"""What waits under each tab of an inbox, counted no further than 99+."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from heli.kernel.actor import Actor
from heli.kernel.time import at, day_of, now
from heli.matters.conditions import is_liaison
from heli.matters.kinds import reading_kinds
from heli.matters.models import Handled, Matter
from heli.people.models import Unit

TABS = {"sign": "待签收", "todo": "待办", "read": "待阅", "confirm": "待确认", "mine": "我发起", "done": "已办"}
WAITING = ("sign", "todo", "confirm")
"""The tabs that ask for a deed."""
CAP = 99


def count_text(count: int) -> str:
    """7, or 99+."""
    return f"{CAP}+" if count > CAP else str(count)


class _Capped(Subquery):
    """How many rows a query has, counted no further than its LIMIT."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()
    empty_result_set_value = 0  # a part that Django knows to be empty never reaches the database


def owned(actor: Actor) -> list[Q]:
    """What waits for the actor's post; for a liaison officer also what waits for the whole unit. Each part has an index."""
    if actor.post is None:
        return []
    parts = [Q(owner_post=actor.post)]
    return [*parts, Q(owner_post__isnull=True, owner_unit=actor.organisation)] if is_liaison(actor) else parts


def _raised(actor: Actor) -> list[Q]:
    if actor.post is None:
        return []
    parts = [Q(raiser_post=actor.post)]
    return [*parts, Q(raiser_post__isnull=True, raiser_unit=actor.organisation)] if is_liaison(actor) else parts


def parts_of(actor: Actor, tab: str) -> list[QuerySet[Any]]:
    """The rows of a tab, one set for each index that leads to them: matters, of 已办 what the post had in hand."""
    if tab == "done":
        return handled(actor)
    reading = reading_kinds()
    match tab:
        case "sign":
            state = Q(state="unsigned")
        case "todo":
            state = Q(state="open") & ~Q(kind__in=reading)
        case "read":
            state = Q(state="open", kind__in=reading)
        case "confirm":
            state = Q(state="answered")
        case _:
            state = Q(state__in=("unsigned", "open")) & ~Q(kind__in=reading)
    sides = _raised(actor) if tab in ("confirm", "mine") else owned(actor)
    return [Matter.objects.filter(side & state) for side in sides]


def handled(actor: Actor) -> list[QuerySet[Handled]]:
    """What went through the actor's hands and does not wait there again; for a liaison officer also what the unit had."""
    if actor.post is None:
        return []
    mine = Q(matter__owner_post=actor.post) & Q(matter__state__in=("unsigned", "open"))
    mine |= Q(matter__raiser_post=actor.post, matter__state="answered")
    parts = [Handled.objects.filter(holder=actor.post).exclude(mine)]
    if is_liaison(actor) and actor.organisation:
        both = Handled.objects.filter(matter=OuterRef("matter"), holder=actor.post)
        whole_unit = Q(matter__owner_post__isnull=True, matter__state__in=("unsigned", "open"))
        parts.append(Handled.objects.filter(~Exists(both), holder=actor.organisation).exclude(whole_unit))
    return parts


def whole(parts: Sequence[QuerySet[Matter]]) -> QuerySet[Matter]:
    """The parts as one query: only for open matters, whose number does not grow with the years."""
    result = parts[0]
    for part in parts[1:]:
        result = result | part
    return result


def counts(actor: Actor, tabs: Sequence[str] = tuple(TABS)) -> dict[str, int]:
    """How much waits under each of `tabs`, and how much of it is due today or late; one statement, no count above 100."""
    moment = now()
    tonight = at(day_of(moment), 23, 59)
    asked: dict[str, list[QuerySet[Any]]] = {tab: parts_of(actor, tab) for tab in tabs}
    if len(tabs) > len(WAITING):
        waiting = [part for tab in WAITING for part in asked[tab]]
        asked["late"] = [p.filter(due_at__lte=moment) for p in waiting]
        asked["today"] = [p.filter(due_at__gt=moment, due_at__lte=tonight) for p in waiting]
    names, wanted = [], []
    for name, parts in asked.items():
        for part in parts:
            names.append(name)
            wanted.append(_Capped(part.order_by().values("pk")[: CAP + 1]))
    found = dict.fromkeys(asked, 0)
    if wanted and actor.organisation:
        row = Unit.objects.filter(pk=actor.organisation).values_list(*wanted).first() or ()
        for name, count in zip(names, row, strict=False):
            found[name] += count or 0  # a set that is empty by itself (no kind is for reading) is answered with NULL
    return {name: min(count, CAP + 1) for name, count in found.items()}


def waiting_count(actor: Actor) -> int:
    """What waits for this post to be signed for, done or confirmed; at most 100. One query, for the navigation."""
    return min(sum(counts(actor, WAITING).values()), CAP + 1)
