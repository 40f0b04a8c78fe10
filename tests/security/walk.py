"""What the security tests share: sending an act, and a subject of every kind that an act is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.test import Client

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import Act, all_acts
from heli.acts.rows import Row
from heli.acts.subjects import kind_for
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.cards import kinds
from heli.people.models import Session
from tests.walk.story import LIAISONS, day, unit

ACTS = [a for a in all_acts() if a.offered]


def send(client: Client, act: str, subject: str, input: Any = None, **headers: str) -> Any:
    """Post an act to the API."""
    body = json.dumps({"subject": subject, "input": input or {}})
    return client.post(f"/api/acts/{act}", body, content_type="application/json", headers=headers)


def of_every_kind(s: Any, actor: Any) -> dict[str, UUID]:
    """Kind → id of a thing that `actor` sees: the collaboration `s` is taken through to the views of the parties."""
    s.reach("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    attach(s.cast("马骏"), s.task("税务").ref, received())
    s.do("陈晓燕", "problem.raise", None, {"title": "地址库不一致", "unit": str(unit("数据")), "due_on": str(day(3))})
    solve = s.waiting("problem.solve")[0]
    s.do(LIAISONS["数据"], "matter.answer", solve, {"text": "已统一"})
    s.do("陈晓燕", "matter.confirm", solve, {})
    s.do("马骏", "task.hand_in", s.task("税务"), {"words": "已办结，结果已推送"})
    for short in ("市监", "数据"):
        s.hand_in(short)
    s.done += 1  # all three have handed in
    s.reach("delivered")
    thing = perform(actor, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})
    own = {"thing": thing.id, "unit": actor.organisation, "post": actor.post, "person": actor.person}
    state = [k for k in kinds() if issubclass(k.model, Row) and k.code not in own]
    found = {k.code: k.model._default_manager.filter(root=s.c).values_list("pk", flat=True).first() for k in state}
    return {**{k: i for k, i in found.items() if i}, **own}


def subject(act: Act, things: Mapping[str, UUID]) -> str:
    """The subject of an act among `things`."""
    kind = kind_for(act)
    return "root:installation" if kind == "root" else f"{kind}:{things[kind]}"


def ids_in(given: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], UUID]]:
    """Every id in an input, and where it stands."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from ids_in(value, (*path, name))
    elif isinstance(given, list | tuple):
        for i, value in enumerate(given):
            yield from ids_in(value, (*path, i))
    else:
        try:
            yield path, UUID(str(given))
        except ValueError:
            return


def put(given: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same input with another value in one place."""
    if not path:
        return value
    first, *rest = path
    if isinstance(given, Mapping):
        return {**given, first: put(given[first], tuple(rest), value)}
    return [put(x, tuple(rest), value) if i == first else x for i, x in enumerate(given)]


def contents() -> dict[str, Any]:
    """Everything in the database but when a session was last seen."""
    return {m._meta.label: sorted(map(repr, m._default_manager.values())) for m in apps.get_models() if m is not Session}
