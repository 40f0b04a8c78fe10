"""Pages of the norm and of compliance: find, read, render."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from heli.clauses.catalogue import clause
from heli.kernel.cards import find
from heli.kernel.request import Request
from heli.kernel.text import clean
from heli.norms import queries, rules

LONGEST_SEARCH = 40


def compliance(request: Request, number: str) -> HttpResponse:
    """How one collaboration stands against the norm."""
    collaboration = find("collaboration", number, visible_to=request.actor)
    page = queries.compliance(collaboration, request.actor, _choice(request))
    return render(request, "norms/compliance.html", {"c": collaboration, "page": page, "filters": rules.FILTERS})


def _choice(request: Request) -> queries.Choice:
    asked = request.GET
    state = asked.get("state", rules.TODO)
    page = asked.get("page", "1")
    return queries.Choice(
        state=state if state in rules.FILTERS else rules.TODO,
        chapter=asked.get("chapter", "")[:2],
        words=clean(asked.get("q", ""))[:LONGEST_SEARCH],
        clause=asked.get("clause", "")[:20],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def norm(request: Request) -> HttpResponse:
    """The norm by chapters, or what a search in it found."""
    words = clean(request.GET.get("q", ""))[:LONGEST_SEARCH]
    page = queries.norm_page(request.GET.get("chapter", ""), words)
    return render(request, "norms/norm.html", {"page": page, "weights": queries.WEIGHTS})


def one_clause(request: Request, clause_id: str) -> HttpResponse:
    """One clause and what hangs on it."""
    return render(request, "norms/clause.html", {"page": queries.clause_page(clause(clause_id))})
