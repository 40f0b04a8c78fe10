"""评价: figures, judgements, the parties' views, lessons, and closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.collaborations.head import Head, head
from heli.collaborations.parts import parts
from heli.evaluation.models import DIMENSIONS
from heli.evaluation.pages import evaluation
from heli.kernel.cards import Card, find
from heli.kernel.errors import Absent
from heli.kernel.request import Request

TEMPLATE = "evaluation/evaluation.html"
WHOLE = {"lesson": "lesson.write", "close": "collaboration.close"}


def _context(request: Request, above: Head, slot: str = "") -> dict[str, Any]:
    return {
        "head": above,
        "page": evaluation(request.actor, above.card, above.stage, above.state),
        "parts": parts("evaluation", request.actor, above.card),
        "slot": slot,
    }


@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """The page."""
    return render(request, TEMPLATE, _context(request, head(request.actor, number, "evaluation")))


def _deed(request: Request, above: Head, act: str, on: Card, slot: str, **more: Any) -> HttpResponse:
    where = above.url if act == "collaboration.close" else f"{above.url}evaluation/"
    return perform_form(request, act, on=on, template=TEMPLATE, context=_context(request, above, slot), success=where, **more)


def whole(request: Request, number: str, verb: str) -> HttpResponse:
    """Write a lesson, or close the collaboration."""
    above = head(request.actor, number, "evaluation")
    if verb not in WHOLE:
        raise Absent
    return _deed(request, above, WHOLE[verb], above.card, verb)


def judge(request: Request, number: str, dimension: str) -> HttpResponse:
    """Judge one of the four dimensions."""
    above = head(request.actor, number, "evaluation")
    if dimension not in DIMENSIONS:
        raise Absent
    return _deed(request, above, "evaluation.judge", above.card, f"judge-{dimension}", extra={"dimension": dimension})


def view(request: Request, number: str, id: UUID) -> HttpResponse:
    """Answer for the own unit."""
    above = head(request.actor, number, "evaluation")
    card = find("asked", id, visible_to=request.actor)
    if card.root != above.card.root:
        raise Absent
    return _deed(request, above, "evaluation.view", card, "view")
