"""经验成果: what is filed, with search; and filing for one collaboration."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.collaborations.head import head
from heli.kernel.request import Request
from heli.knowledge.models import KINDS
from heli.knowledge.pages import archive, archive_part
from heli.knowledge.queries import retention_months


@require_safe
def found(request: Request) -> HttpResponse:
    """Everything filed that the reader sees."""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1
    result = archive(request.actor, request.GET.get("q", ""), request.GET.get("kind", ""), max(number, 1))
    return render(request, "knowledge/archive.html", {"found": result, "kinds": KINDS})


def file(request: Request, number: str) -> HttpResponse:
    """File what is not filed yet; the form with the list, for who comes here without the evaluation page or was refused."""
    above = head(request.actor, number, "evaluation")
    context = {"head": above, "part": archive_part(request.actor, above.card)}
    where = f"{above.url}evaluation/#archive"
    return perform_form(
        request, "archive.file", on=above.card, template="knowledge/file.html", context=context,
        initial={"retention_months": retention_months()}, success=where,
    )  # fmt: skip
