"""The page of any deed that has none of its own: one declaration gives a working form."""

from __future__ import annotations

from django.http import HttpResponse

from heli.acts.pages import perform_form
from heli.acts.registry import find_act
from heli.acts.subjects import subject_card
from heli.documents.along import take_in
from heli.kernel.errors import Absent
from heli.kernel.request import Request


def deed(request: Request, act: str, subject: str) -> HttpResponse:
    """Show or perform `act` about `subject` (`kind:id` or `kind:number`). Acts of the system alone do not exist here."""
    found = find_act(act)
    if not found.offered:
        raise Absent
    card = subject_card(found, subject, request.actor)
    wrong = take_in(request, act, card)
    return perform_form(request, act, on=card, template="web/deed.html", wrong=wrong)
