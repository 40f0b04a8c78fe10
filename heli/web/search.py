"""搜索: what the reader may see, by title and number. What is hidden is not found, not counted and not hinted at (T09, T11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heli.clauses.catalogue import norm
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, Kind, find, fits, kinds, search_words
from heli.kernel.conditions import sees
from heli.kernel.errors import Absent
from heli.kernel.request import Request

FEW = 6
MANY = 50
CLAUSES = "clause"
LAST = 20
"""How long a number of a thing can be."""


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    number: str
    url: str
    where: str
    level: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` is set where not all of it is listed."""

    code: str
    label: str
    hits: tuple[Hit, ...]
    more: bool


@require_safe
def search(request: Request) -> HttpResponse:
    """Group what fits; an exact number leads straight to its page."""
    words = search_words(request.GET.get("q", ""))
    only = request.GET.get("kind", "")
    if words and not only and (address := exact(request.actor, words)):
        return HttpResponseRedirect(address)
    groups = find_all(request.actor, words, only) if words else ()
    here = reverse("search")
    tabs = [(label, f"{here}?{urlencode({'q': words, 'kind': code})}", None, code == only) for code, label in searched()]
    tabs.insert(0, ("全部", f"{here}?{urlencode({'q': words})}", None, not only))
    return render(request, "web/search.html", {"words": words, "groups": groups, "tabs": tabs, "only": only})


def searched() -> tuple[tuple[str, str], ...]:
    """The kinds that can be searched, code and label, the clauses of the norm last."""
    return (*((k.code, k.label) for k in _kinds()), (CLAUSES, "条款"))


def _kinds() -> tuple[Kind, ...]:
    """Kinds with a title to look through, collaborations first."""
    return tuple(sorted((k for k in kinds() if k.search), key=lambda k: (k.code != "collaboration", k.code)))


def exact(actor: Actor, number: str) -> str:
    """The page of the one thing that bears this number, or ''. One query a kind that has numbers."""
    if number in norm().clauses:
        return reverse("norm-clause", args=[number])
    if len(number) > LAST:
        return ""
    for one in (k for k in _kinds() if k.number):
        try:
            card = find(one.code, number, visible_to=actor)
        except Absent:
            continue
        if card.url:
            return card.url
    return ""


def find_all(actor: Actor, words: str, only: str = "") -> tuple[Group, ...]:
    """What fits, by kind. One query a kind."""
    limit = MANY if only else FEW
    groups = [_of_kind(k, actor, words, limit) for k in _kinds() if only in ("", k.code)]
    if only in ("", CLAUSES):
        groups.append(_of_norm(words, limit))
    return tuple(g for g in groups if g.hits)


def _of_kind(one: Kind, actor: Actor, words: str, limit: int) -> Group:
    rows: Any = one.model._default_manager.filter(sees(actor, one.model, one.visible)).filter(fits(one, words))
    rows = rows.filter(sees(actor, one.model, one.listed)) if one.listed else rows
    rows = rows.select_related(*one.related) if one.related else rows
    page = list(rows.order_by(one.search, "pk")[: limit + 1])
    found = one.results(actor, page) if one.results else [one.card(row) for row in page]
    return Group(one.code, one.label, tuple(_hit(c) for c in found[:limit]), len(found) > limit)


def _hit(card: Card) -> Hit:
    above = (card.facts.get("collaboration_number"), card.facts.get("collaboration"), card.facts.get("where"))
    where = " ".join(str(a) for a in above if a)
    return Hit(card.title, card.number, card.url, where, card.level, card.audience)


def _of_norm(words: str, limit: int) -> Group:
    rows = [c for c in norm().clauses.values() if words in c.title or words in c.text or c.id.startswith(words)]
    hits = tuple(Hit(c.title, c.id, reverse("norm-clause", args=[c.id]), c.text[:90]) for c in rows[:limit])
    return Group(CLAUSES, "条款", hits, len(rows) > limit)
