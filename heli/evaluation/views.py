"""评价: figures, judgements, the parties' views, lessons."""

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
    context = _context(request, above, slot)
    return perform_form(request, act, on=on, template=TEMPLATE, context=context, success=f"{above.url}evaluation/", **more)


def lesson(request: Request, number: str) -> HttpResponse:
    """Write a lesson."""
    above = head(request.actor, number, "evaluation")
    return _deed(request, above, "lesson.write", above.card, "lesson")


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
