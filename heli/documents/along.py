"""A deed and its files in one submission: the files are taken in first, then the deed names them.

What was taken in stays on the thing, ticked in the form that comes back, so that a refused deed loses no file.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from heli.acts.forms import Choice, questions
from heli.acts.pages import MAX_KEY
from heli.acts.pipeline import allowed, was_done
from heli.acts.registry import find_act
from heli.documents.models import Attachment
from heli.documents.queries import FileLine, own_lines
from heli.documents.receiving import FIELD, Received
from heli.documents.rules import clean_name
from heli.documents.service import attach
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Busy, Denied, InvalidInput, RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.request import Request
from heli.kernel.time import day_of


def take_in(request: Request, act_name: str, on: Card) -> dict[str, list[str]]:
    """Attach the files of this submission to `on` and name them in the input of `act_name`; what is wrong, by field.

    Nothing is taken in where the actor may not do the deed: it will be refused, and that is the answer. What was done already
    is sent again with the same files, so that it is known for a repeat.
    """
    act = find_act(act_name)
    name = next((q.name for q in questions(act.schema) if q.kind == "files"), "")
    received = _received(request)
    if not name or not received:
        return {}
    again = was_done(request.actor, act_name, on.ref, request.POST.get("key", "")[:MAX_KEY])
    if not again and allowed(request.actor, act, on.ref):
        return {}
    posted = request.POST.copy()
    ids, wrong = posted.getlist(name), []
    for file in received:
        try:
            ids.append(_taken(request.actor, on.ref, file, posted.get("key", "")))
        except (InvalidInput, Denied, RuleBroken, Busy) as error:
            wrong.append(f"“{clean_name(file.name or '')}”要重新选择：{error.sentence}")
        finally:
            file.close()
    posted.setlist(name, list(dict.fromkeys(ids)))
    request.POST = posted  # type: ignore[assignment]
    return {name: wrong} if wrong else {}


def _received(request: HttpRequest) -> list[Received]:
    if request.method != "POST":
        return []
    return [f for f in request.FILES.getlist(FIELD) if isinstance(f, Received)]


def _taken(actor: Actor, about: Ref, file: Received, key: str) -> str:
    """The id of the attachment. A file that the actor has there already is not taken in twice: a repeat is a repeat."""
    there = Attachment.objects.filter(
        about_kind=about.kind, about_id=about.id, digest=file.digest, name=clean_name(file.name or ""), person=actor.person,
        removal__isnull=True,
    ).first()  # fmt: skip
    if there is not None:
        return str(there.id)
    return str(attach(actor, about, file, key=f"{key}-{file.digest}"[:MAX_KEY] if key else None).result.id)


def choices(lines: Sequence[FileLine]) -> list[Choice]:
    """Files that lie there as the choices of a field `files`."""
    return [Choice(str(f.id), f.name, f"{day_of(f.at):%m-%d} {f.by}，校验值 {f.digest}" if f.at else "") for f in lines]


def waiting(lines: Sequence[FileLine]) -> list[str]:
    """Which of them stand ticked in a fresh form: the organisation's own that no deed has taken with it yet."""
    return [str(f.id) for f in lines if f.own and not f.kept]


def own_files(actor: Actor, card: Card) -> list[Choice]:
    """The files that the actor's organisation has on a thing: the registered source of choices. One query."""
    return choices(own_lines(card.ref, actor))
