"""Pages of tasks: the board of a collaboration and of a person, the move of a card, one task and its deeds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from heli.acts.changes import since
from heli.acts.pages import MAX_KEY, perform_form
from heli.acts.pipeline import perform
from heli.acts.timeline import Asked, timeline
from heli.collaborations.head import head
from heli.documents.along import take_in, waiting
from heli.documents.rules import ACCEPT
from heli.kernel.cards import Card, find
from heli.kernel.errors import Absent, Busy, HeliError, Reason, RuleBroken
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref
from heli.kernel.request import Request
from heli.matters.wording import clock_text
from heli.work import rules
from heli.work.board import FILTERS, TaskLine, board, line, my_board
from heli.work.task import VERBS, colleagues, task_page

TIMELINE = 12


@require_safe
def tasks(request: Request, number: str) -> HttpResponse:
    """任务: the board of a collaboration."""
    return _board_page(request, number)


def _board_page(request: Request, number: str, refused: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    above = head(request.actor, number, "tasks")
    found = board(request.actor, above.card.root, _filter(request), whole="all" in request.GET)
    context = {"head": above, "board": found, "filters": _chips(request, found.counts), "refused": refused}
    return render(request, "work/board.html", context, status=status)


@require_safe
def my_tasks(request: Request) -> HttpResponse:
    """我的任务: what waits for the reader's post in all collaborations."""
    found = my_board(request.actor, _filter(request), whole="all" in request.GET)
    context = {"board": found, "filters": _chips(request, found.counts), "refused": None}
    return render(request, "work/my_board.html", context)


def _filter(request: Request) -> str:
    chosen = request.GET.get("show", "")
    return chosen if chosen in FILTERS else ""


def _chips(request: Request, counts: Any) -> list[tuple[str, str, int, bool]]:
    chosen = _filter(request)
    return [(label, f"?show={key}" if key else "?", counts[key], key == chosen) for key, label in FILTERS.items()]


@require_POST
def move(request: Request, number: str, id: UUID) -> HttpResponse:
    """Move a card: the deed that leads to the column `to`, or the form that the deed asks for; refused with the reason."""
    card = _task(request, number, id)
    to = request.POST.get("to", "")[:20]
    here = line(request.actor, id)
    if to not in rules.COLUMNS:
        raise Absent
    if overtaken := _overtaken(request, card, here, to):
        return _stale(request, number, here, overtaken)
    if reasons := rules.against_move(here.state, to):
        return _refused(request, number, here, RuleBroken("", more=reasons))
    if (here.state, to) in rules.ASKING:
        if reasons := here.reasons(to):
            return _refused(request, number, here, RuleBroken("", more=reasons))
        return _go(request, f"{here.url}{rules.ASKING[here.state, to].split('.')[1]}/#deed")
    if here.state != to:
        try:
            _carry_out(request, here, to)
        except HeliError as error:
            return _refused(request, number, here, error)
    if request.headers.get("HX-Request"):
        return render(request, "work/card.html", {"k": line(request.actor, card.ref.id), "with_where": False})
    return _go(request, f"../../#{here.number}")


def _overtaken(request: Request, card: Card, here: TaskLine, to: str) -> str:
    """Who moved the task since the page showed it, and where it stands now, in words; empty when nobody did.

    A repeat of the reader's own move finds the task where it was to go, and is none.
    """
    shown = request.POST.get("from", "")
    if shown not in rules.COLUMNS or shown == here.state:
        return ""
    seen = request.POST.get("seen", "")
    change = since(card, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0, request.actor)
    if here.state == to and change.person == request.actor.person:
        return ""
    when = f"{clock_text(change.at)} " if change.at else ""
    stands = rules.COLUMNS.get(here.state, here.state)
    return f"{change.who} {when}{'、'.join(change.deeds) or '先办了'}，现在在“{stands}”，你的移动没有办理"


def _stale(request: Request, number: str, here: TaskLine, words: str) -> HttpResponse:
    """The card where it is now, with what happened; without JS the board anew, with the same words on top."""
    if request.headers.get("HX-Request"):
        return render(request, "work/card.html", {"k": here, "with_where": False, "stale": words}, status=409)
    return _board_page(request, number, {"line": here, "reasons": (Reason(words),)}, 409)


def _carry_out(request: Request, here: TaskLine, to: str) -> None:
    key = request.POST.get("key", "")[:MAX_KEY] or None
    act = rules.DIRECT[here.state, to]
    if act != "matter.sign":
        perform(request.actor, act, here.ref, {}, key=key)
    elif here.matter is not None:
        perform(request.actor, act, Ref("matter", here.matter), {}, key=key)
    else:
        raise Absent


def _refused(request: Request, number: str, here: TaskLine, error: HeliError) -> HttpResponse:
    refused = {"line": here, "reasons": error.reasons}
    if request.headers.get("HX-Request"):
        answer = render(request, "work/refused.html", {"refused": refused}, status=error.status)
    else:
        answer = _board_page(request, number, refused, error.status)
    if isinstance(error, Busy):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _go(request: Request, where: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    answer = HttpResponseRedirect(where)
    answer.status_code = 303
    return answer


def _task(request: Request, number: str, id: UUID) -> Card:
    """The task, of this very collaboration, or `Absent`."""
    above = find("collaboration", number, visible_to=request.actor)
    card = find("task", id, visible_to=request.actor)
    if card.root != above.root:
        raise Absent
    return card


def _context(request: Request, card: Card) -> dict[str, Any]:
    return {
        "page": task_page(request.actor, card),
        # what was refused is in the log; here stands what was done
        "lines": tuple(x for x in timeline(card, request.actor, Asked(size=TIMELINE)).lines if x.done),
        "card": card,
        "fresh": random_id().hex,
        "accept": ACCEPT,
    }


@require_safe
def task(request: Request, number: str, id: UUID) -> HttpResponse:
    """One task."""
    card = _task(request, number, id)
    return render(request, "work/task.html", _context(request, card))


def task_deed(request: Request, number: str, id: UUID, verb: str) -> HttpResponse:
    """A deed about a task; shown and refused on the task's own page."""
    card = _task(request, number, id)
    wrong = take_in(request, VERBS[verb], card) if verb in VERBS else None
    context = _context(request, card)
    if verb == "sign":
        matter = context["page"].line.matter
        if matter is None:
            return _go(request, card.url)  # signed for meanwhile
        about = find("matter", matter, visible_to=request.actor)
        return perform_form(request, "matter.sign", on=about, template="work/task.html", context=context, success=card.url)
    if verb not in VERBS:
        raise Absent
    options = {"post": colleagues(request.actor)} if verb == "assign" else None
    initial = {"files": waiting(context["page"].files)} if verb == "hand_in" else None
    return perform_form(
        request, VERBS[verb], on=card, template="work/task.html", context=context, options=options, initial=initial,
        success=card.url, wrong=wrong,
    )  # fmt: skip
