"""操作日志: the record of one thing as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic import Field

from heli.acts.forms import Choice
from heli.acts.registry import Input, all_acts
from heli.acts.schema import validate
from heli.acts.subjects import kind_for
from heli.acts.timeline import Asked, Line, timeline
from heli.kernel.cards import find
from heli.kernel.errors import InvalidInput
from heli.kernel.request import Request
from heli.kernel.time import day_of


class LogFilter(Input):
    """What the filter of the page asks for; an empty answer is none."""

    page: int = Field(1, title="页码", ge=1, le=100_000)
    act: str = Field("", title="动作", max_length=80)
    clause: str = Field("", title="条款", max_length=20)
    since: date | None = Field(None, title="起始日期")
    until: date | None = Field(None, title="截止日期")
    refused: bool = Field(False, title="被拒绝")


@dataclass(frozen=True)
class Day:
    """The lines of one day."""

    day: date
    lines: tuple[Line, ...]


@require_safe
def log(request: Request, kind: str, key: str) -> HttpResponse:
    """The log of one thing. A filter that is none is said at the field."""
    card = find(kind, key, visible_to=request.actor)
    given = {k: v for k, v in request.GET.dict().items() if v != "" and k in LogFilter.model_fields}
    errors: dict[str, Any] = {}
    try:
        asked = validate(LogFilter, given)
    except InvalidInput as error:
        asked, errors = LogFilter(), dict(error.fields)  # type: ignore[call-arg]
    found = timeline(card, request.actor, Asked(**asked.model_dump()))
    days = [Day(day, tuple(lines)) for day, lines in groupby(found.lines, key=lambda line: day_of(line.at))]
    context = {
        "card": card,
        "found": found,
        "days": days,
        "given": given,
        "errors": errors,
        "acts": [Choice(a.name, str(a.label)) for a in all_acts() if whole(card) or kind_for(a) == kind],
        "older": _page(given, found.page + 1) if found.page < found.pages else "",
        "newer": _page(given, found.page - 1) if found.page > 1 else "",
    }
    return render(request, "web/log.html", context, status=422 if errors else 200)


def whole(card: Any) -> bool:
    """Whether the thing is a root's own, so that its log holds all deeds below it."""
    return bool(card.ref.id == card.root)


def _page(given: dict[str, str], page: int) -> str:
    return "?" + urlencode({**given, "page": page})
