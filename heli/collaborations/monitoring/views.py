"""执行监控: checks of progress and problems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.collaborations.head import Head, head
from heli.collaborations.monitoring.pages import choices, monitoring, owners
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request

TEMPLATE = "collaborations/monitoring/problems.html"
VERBS = {"check": "progress.check", "raise": "problem.raise"}


def _context(request: Request, above: Head) -> dict[str, Any]:
    task = request.GET.get("task", "")[:36]
    return {"head": above, "page": monitoring(request.actor, above.card, above.stage, above.state, task)}


@require_safe
def problems(request: Request, number: str) -> HttpResponse:
    """The page."""
    return render(request, TEMPLATE, _context(request, head(request.actor, number, "problems")))


def deed(request: Request, number: str, verb: str) -> HttpResponse:
    """Check progress, or register a problem; refused on the same page."""
    above = head(request.actor, number, "problems")
    if verb not in VERBS:
        raise Absent
    options = choices(above.card.root) if verb == "raise" else None
    where = f"{above.url}problems/"
    context = _context(request, above)
    return perform_form(request, VERBS[verb], on=above.card, template=TEMPLATE, context=context, options=options, success=where)


def leave_over(request: Request, number: str, id: UUID) -> HttpResponse:
    """Take a problem along beyond the delivery."""
    above = head(request.actor, number, "problems")
    card = find("problem", id, visible_to=request.actor)
    if card.root != above.card.root:
        raise Absent
    context = {**_context(request, above), "left": card}
    return perform_form(
        request, "problem.leave_over", on=card, template=TEMPLATE, context=context, options=owners(card.root),
        success=f"{above.url}problems/",
    )  # fmt: skip
