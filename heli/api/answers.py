"""What the API answers: plain JSON of dataclasses, and problems that explain themselves."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise

from heli.acts.pages import reason_words
from heli.acts.pipeline import Done
from heli.acts.rows import Row
from heli.acts.shown import Shown
from heli.kernel.actor import Actor
from heli.kernel.cards import cards
from heli.kernel.errors import Busy, Conflict, HeliError, InvalidInput, Reason
from heli.kernel.ref import Ref
from heli.kernel.time import stamp

PROBLEM = "application/problem+json"


def answer(data: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """`data` as JSON. Lone surrogates and other oddities leave as escapes, so the bytes are always ASCII."""
    return HttpResponse(json.dumps(plain(data)), status=status, content_type=content_type)


def plain(value: Any) -> Any:
    """Dataclasses, refs, ids, times and translated words as JSON knows them."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Reason):
        return reason_words([value])[0]
    if is_dataclass(value) and not isinstance(value, type | Ref):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Ref | Decimal | Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in the API")


def problem(error: HeliError) -> HttpResponse:
    """One of the six errors: stable code, sentence, reasons, sentences by field. Hidden and absent have the same bytes."""
    body: dict[str, Any] = {
        "code": error.code,
        "sentence": error.sentence,
        "reasons": reason_words(error.reasons),
        "fields": error.fields if isinstance(error, InvalidInput) else {},
    }
    if isinstance(error, Conflict):
        body |= {"seen": error.seen, "version": error.now}
    response = answer(body, error.status, PROBLEM)
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def refused(status: int, code: str, sentence: str, todo: str = "") -> HttpResponse:
    """A problem that is none of the six: not signed in, no valid CSRF token."""
    reasons = [{"sentence": sentence, "clause": "", "ask": "", "todo": todo}]
    return answer({"code": code, "sentence": sentence, "reasons": reasons, "fields": {}}, status, PROBLEM)


def done(what: Done, actor: Actor) -> HttpResponse:
    """The result of a deed as far as the actor may see it, and the receipt."""
    shown = what.result if isinstance(what.result, Shown) else None
    return answer(
        {
            "result": result(what.result, actor),
            "receipt": {"entry": what.receipt.entry, "hash": what.receipt.hash},
            "repeated": what.repeated,
            **({"shown": [{"label": label, "value": value} for label, value in shown.lines]} if shown else {}),
        }
    )


def result(row: Any, actor: Actor) -> dict[str, Any] | None:
    """The row that an act made or changed: with number and title where it is a registered thing that the actor sees."""
    if not isinstance(row, Row):
        return None
    card = cards([row.ref], actor).get(row.ref)
    return {
        "kind": row.ref.kind,
        "id": row.id,
        "version": row.version,
        "number": card.number if card else "",
        "title": card.title if card else "",
    }
