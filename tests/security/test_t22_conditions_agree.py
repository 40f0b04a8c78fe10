"""T22: each condition decides about a row (`holds`) and scopes a query (`q`) alike: over the whole demo city and everybody in it.

Asked are the conditions as they are used: of every act on what it is about, of every kind on its model, of every root on the
rows below it; each part by itself and the whole. A condition that nothing here asks, or that never says both yes and no,
fails the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import all_acts
from heli.acts.rows import Row
from heli.cli.tests.test_demo import city  # noqa: F401  the fixture
from heli.collaborations.plan.models import Task
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel import cards
from heli.kernel.actor import Actor, System
from heli.kernel.conditions import Condition
from heli.kernel.errors import Absent
from heli.people.load import load
from heli.people.models import AdminRole
from heli.people.queries import actor_for, posts
from heli.scratch.acts import MadeIt
from heli.scratch.models import Thing

pytestmark = pytest.mark.django_db

ROWS = 12
"""How many rows of a model each actor is asked about: those that `q` gives first, then others, evenly spread."""
NO_LIST = {"MayAttach": "whether a thing takes a file is asked of its room, and no list is ever made of it"}
"""Conditions whose `q` gives nothing on purpose: `q` may then say no where `holds` says yes, never the other way."""
ONE_ANSWER = {"All": "made of others", "AnyOf": "made of others", "MayAttach": "see NO_LIST"}
Pair = tuple[Condition, type[Model]]


def everybody() -> list[Actor]:
    """All persons in all their posts, administrators without one, an outsider, someone with a lower clearance, systems."""
    load({"code": "outside", "name": "滨江市气象局", "short": "气象", "kind": "government",
          "persons": [{"login": "wai.ren", "name": "外人"}],
          "posts": [{"title": "联络员", "duties": ["liaison", "officer", "head"], "person": "wai.ren"}]})  # fmt: skip
    seated = [actor_for(line.person_id, line.id) for line in posts() if line.person_id]
    idle = [actor_for(person) for person in AdminRole.objects.values_list("person", flat=True).distinct()]
    zhou = next(a for a in seated if a.names.person == "周建国")
    return [*seated, *idle, replace(zhou, clearance="公开"), System("install"), System("work", zhou)]


def pairs() -> Iterator[Pair]:
    """Each condition as it is used, with the model that it is used on; the same question once."""
    seen: set[tuple[str, type[Model]]] = set()
    for whole, model in _used():
        for one in (whole, *whole.parts()):
            if (name := _name(one), model) not in seen:
                seen.add((name, model))
                yield one, model


def _used() -> Iterator[Pair]:
    for kind in cards.kinds():
        yield kind.visible, kind.model
        if kind.listed:
            yield kind.listed, kind.model
    for act in all_acts():
        if act.about_anything:
            yield from ((act.allow, kind.model) for kind in cards.kinds() if issubclass(kind.model, Row))
        elif issubclass(act.on, Row):  # a root as such is never listed by a condition
            yield act.allow, act.on
    for code, scope in cards._scopes.items():
        for kind in cards.kinds():
            if issubclass(kind.model, Row) and kind.model._default_manager.filter(root__kind=code).exists():
                yield scope, kind.model


def _name(one: Condition) -> str:
    inner = [_name(p) for p in vars(one).get("_parts", ())]
    told = {k: _name(v) if isinstance(v, Condition) else v for k, v in vars(one).items() if k != "_parts"}
    return f"{type(one).__name__}({told or ''}{inner or ''})"


def disagreements(one: Condition, model: type[Model], rows: list[Any], people: list[Actor], said: Counter[Any]) -> Iterator[str]:
    name = type(one).__name__
    for actor in people:
        inside = set(model._default_manager.filter(one.q(actor, model)).values_list("pk", flat=True))
        chosen = [r for r in rows if r.pk in inside][: ROWS // 2]
        chosen += [r for r in rows if r.pk not in inside][:: max(1, len(rows) // (ROWS // 2))]
        for row in chosen:
            holds = _holds(one, actor, row)
            said[name, holds] += 1
            if holds != (row.pk in inside) and not (name in NO_LIST and holds):
                who = f"{actor.names.person}/{actor.names.post or '无岗位'}{' ' + actor.system if actor.system else ''}"
                yield f"{_name(one)} on {model._meta.label}: {who} about {row.pk}: holds={holds}, q={not holds}"
                break


def _holds(one: Condition, actor: Actor, row: Any) -> bool:
    try:
        return one.holds(actor, row)
    except Absent:  # what the actor does not see does not exist for a condition that looks it up
        return False


def subclasses(base: type) -> Iterator[type]:
    for one in base.__subclasses__():
        if one.__module__.startswith("heli.") and ".tests" not in one.__module__:
            yield one
        yield from subclasses(one)


def a_file_in_the_city(people: list[Actor]) -> None:
    """One attachment, put on a task that is being done by whoever does it."""
    task = Task.objects.filter(state="doing", collaboration__state="active").first()
    assert task is not None
    doer = next(a for a in people if a.post == task.post_id and not a.is_system)
    attach(doer, task.ref, received())


def test_decision_and_scope_of_every_condition_agree(city, settings, tmp_path, record_property):  # noqa: F811
    settings.DATA = SimpleNamespace(path=tmp_path)
    people = everybody()
    maker = next(a for a in people if a.person)
    perform(maker, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})
    a_file_in_the_city(people)
    said: Counter[Any] = Counter()
    found = []
    for one, model in pairs():
        rows = list(model._default_manager.order_by("pk"))
        found += list(disagreements(one, model, rows, people, said))
    assert not found, f"{len(found)} disagree:\n" + "\n".join(found)
    record_property("answers", sum(said.values()))
    silent = [f"{c.__name__} never said {answer}" for c in sorted(set(subclasses(Condition)), key=lambda c: c.__name__)
              for answer in (True, False) if c.__name__ not in ONE_ANSWER and not said[c.__name__, answer]]  # fmt: skip
    assert not silent


@pytest.mark.parametrize("always", [True, False])
def test_a_decision_that_always_answers_alike_is_found(cast, monkeypatch, always):
    """That each condition was seen to say yes and no in the walk above is therefore enough: either mutant is found."""
    monkeypatch.setattr(MadeIt, "holds", lambda *_: always)
    people = [cast("周建国"), cast("王海涛")]
    thing = perform(people[0], "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})
    found = list(disagreements(MadeIt(), Thing, [thing], people, Counter()))
    assert len(found) == 1
    assert f"{people[always].names.person}/" in found[0]
