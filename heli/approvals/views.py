"""The approval page: find, perform, render."""

from __future__ import annotations

from django.http import HttpResponse

from heli.acts.forms import Choice
from heli.acts.pages import perform_form
from heli.approvals.queries import approval_page
from heli.documents.rules import ACCEPT
from heli.kernel.cards import find
from heli.kernel.ids import random_id
from heli.kernel.request import Request


def approval(request: Request, key: str) -> HttpResponse:
    """One approval by id or number: shown to whoever may see it, decided by a plain POST to the same address."""
    page = approval_page(request.actor, key)
    card = find("approval", page.ref.id, visible_to=request.actor)
    returns = [Choice(c.value, c.label) for c in page.turn.returns] if page.turn else []
    return perform_form(
        request,
        "approval.decide",
        on=card,
        template="approvals/page.html",
        context={"page": page, "fresh": random_id().hex, "accept": ACCEPT, "here": card.url, "posted": request.method == "POST"},
        options={"return_to": returns},
    )
