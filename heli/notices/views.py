"""The page of notices."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heli.acts.pages import deed_button, perform_form
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request
from heli.notices import queries


@require_safe
def notices(request: Request) -> HttpResponse:
    """What the post was told, newest first."""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return render(request, "notices/notices.html", _context(request, number))


@require_POST
def read(request: Request) -> HttpResponse:
    """Mark as read what the page showed."""
    if request.actor.post is None:
        raise Absent
    card = find("post", request.actor.post, visible_to=request.actor)
    return perform_form(
        request, "notice.read", on=card, template="notices/notices.html", success=reverse("notices"), context=_context(request, 1)
    )


def _context(request: Request, number: int) -> dict[str, object]:
    found = queries.notices(request.actor, number)
    button = None
    if request.actor.post is not None and found.unread:
        card = find("post", request.actor.post, visible_to=request.actor)
        button = deed_button(request.actor, "notice.read", card, action=reverse("notices-read"))
    return {"notices": found, "button": button}
