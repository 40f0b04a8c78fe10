"""成果交付: the delivery list and its deeds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.collaborations.delivery.pages import STATES, VERBS, delivery
from heli.collaborations.head import Head, head
from heli.documents.along import take_in
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request

TEMPLATE = "collaborations/delivery/delivery.html"


def _context(request: Request, above: Head) -> dict[str, Any]:
    return {"head": above, "page": delivery(request.actor, above.card, above.stage, above.state), "states": STATES, "about": None}


@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """The page."""
    return render(request, TEMPLATE, _context(request, head(request.actor, number, "delivery")))


def deed(request: Request, number: str, id: UUID, verb: str) -> HttpResponse:
    """Hand an outcome over, receive or refuse it; refused on the same page."""
    above = head(request.actor, number, "delivery")
    card = find("delivery", id, visible_to=request.actor)
    if card.root != above.card.root or verb not in VERBS:
        raise Absent
    wrong = take_in(request, VERBS[verb], card)
    context = {**_context(request, above), "about": card.ref}
    return perform_form(
        request, VERBS[verb], on=card, template=TEMPLATE, context=context, success=f"{above.url}delivery/", wrong=wrong
    )
