"""T17: an id of another kind, of another collaboration or organisation, or of nothing, is never acted upon, by no act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel

from heli.acts.subjects import kind_for
from heli.collaborations.tests.startup import LIAISONS, STEPS, Startup, task_of
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.cards import kinds
from heli.kernel.errors import HeliError
from heli.kernel.ref import Ref
from heli.ledger.models import Entry
from heli.matters.models import Matter
from heli.people.load import load
from heli.people.models import Person, Post, Unit
from tests.forms.cases import standing, undone
from tests.security.walk import ACTS, ids_in, put, send
from tests.walk.story import day, post, unit

pytestmark = pytest.mark.django_db
OUTSIDE = {
    "code": "outside", "name": "滨江市气象局", "short": "气象", "kind": "government",
    "persons": [{"login": "wai.ren", "name": "外人"}],
    "posts": [{"title": "联络员", "duties": ["liaison", "officer", "head", "coordination", "handler"], "person": "wai.ren"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


def file(actor: Any, about: Any) -> UUID:
    return attach(actor, about, received()).result.id


# ── the subject ─────────────────────────────────────────────────────────────────────────────────


def test_each_act_refuses_the_id_of_another_kind_and_of_nothing(browser, zhou, things):
    things = {**things, "root": uuid4()}
    client = browser(zhou)
    before, entries = standing(), Entry.objects.count()
    for turn, act in enumerate(ACTS):
        own = kind_for(act)
        others = sorted(things.keys() - {own})
        other = others[turn % len(others)]
        wrong = (f"{other}:{things[other]}", f"{own}:{things[other]}", f"{own}:{uuid4()}")
        answers = [send(client, act.name, s).status_code for s in wrong]
        assert answers == [404] * len(wrong), f"{act.name}: {dict(zip(wrong, answers, strict=True))}"
    assert (standing(), Entry.objects.count()) == (before, entries)


# ── what is filled in ───────────────────────────────────────────────────────────────────────────

CITYWIDE = {
    "need.roles": "who takes part is chosen from the whole city",
    "need.outcomes": "who makes and receives an outcome is chosen from the whole city, and may be asked to take part later",
    "party.invite unit": "any organisation of the city may be asked to take part",
}
"""Where an id of an organisation outside is a right answer; ids of another collaboration never are."""


class Walker(Startup):
    """Does every step, and before each deed the same with every id in turn exchanged for one of elsewhere."""

    other: Startup
    accepted: set[str]
    refused: set[str]

    def do(self, who: str, act: str, subject: Any = None, given: Mapping[str, Any] | None = None) -> Any:
        for path, id_ in ids_in(given or {}):
            name = f"{act} {'.'.join(str(p) for p in path if isinstance(p, str))}"
            with undone():
                try:
                    super().do(who, act, subject, put(given, path, str(self.foreign(id_))))
                except HeliError:
                    self.refused.add(name)
                else:
                    self.accepted.add(name)
        return super().do(who, act, subject, given)

    def foreign(self, id_: UUID) -> UUID:
        """One of the same kind, of the other collaboration or of the organisation outside."""
        model = next(k.model for k in kinds() if k.model._default_manager.filter(pk=id_).exists())
        rows = model._default_manager.exclude(pk=id_)
        if model in (Unit, Post, Person):
            away = Unit.objects.get(code="outside")
            return (rows.filter(pk=away.id) if model is Unit else rows.filter(root=away.root)).first().pk
        return rows.filter(root=self.other.c).first().pk

    def only_try(self, who: str, act: str, subject: Any, given: Mapping[str, Any]) -> None:
        """The same with a deed that is not wanted: done once, to know that but for the id it would be done, and undone."""
        with undone():
            self.do(who, act, subject, given)


def declined(s: Walker) -> None:
    with undone():
        s.do(LIAISONS["数据"], "party.answer", s.party("数据"), {"accepted": False, "reason": "不属于本单位职责"})
        given = {"unit": str(unit("公安")), "instead": str(unit("数据")), "reason": "替代"}
        s.only_try("周建国", "party.invite", None, given)


def designing(s: Walker) -> None:
    tax, market, outcome = s.duty("税务"), s.task("市监"), str(s.duty("数据").outcome_id)
    cell = {"unit": str(unit("税务")), "kinds": ["lead", "do"]}
    s.only_try("韩雪", "duty.add", None, {"module": "project", "title": "档案移交", "outcome": outcome})
    s.only_try("韩雪", "duty.mark", tax, {**cell, "post": str(post("马骏"))})
    s.only_try("韩雪", "duty.fill", None, {"cells": [{**cell, "duty": str(tax.id)}]})
    s.only_try("韩雪", "task.replan", s.task("税务"), {**task_of(s, "税务"), "needs": [str(market.id)]})
    s.only_try("韩雪", "task.plan", None, {**task_of(s, "税务"), "title": "另一项", "needs": [str(market.id)]})
    risk = {"title": "接口滞后", "level": "high", "response": "每周联调", "post": str(post("韩雪"))}
    s.only_try("韩雪", "risk.name", None, risk)


def consulted_again(s: Walker) -> None:
    with undone():
        s.do("韩雪", "duty.mark", s.duty("市监"), {"unit": str(unit("税务")), "kinds": ["review"]})
        s.only_try("韩雪", "consult.ask", None, {"again": [str(unit("税务"))]})


def submitting(s: Walker) -> None:
    s.only_try("韩雪", "design.submit", None, {"files": [str(file(s.cast("韩雪"), s.ref))]})


def working(s: Walker) -> None:
    task, colleague = s.task("税务"), str(post("胡波"))
    matter = Matter.objects.get(kind="task.do", about_id=task.id, state="unsigned")
    s.only_try("马骏", "matter.sign", matter, {"handler": colleague})
    s.only_try("马骏", "matter.hand_over", matter, {"post": colleague})
    s.only_try("马骏", "task.assign", task, {"post": colleague})
    raising = {"title": "地址库不一致", "unit": str(unit("数据")), "due_on": str(day(3)), "task": str(task.id)}
    with undone():
        raised = s.do("陈晓燕", "problem.raise", None, raising)
        leaving = {"reason": "地址库下季度改造", "owner": str(post("丁一")), "due_on": str(day(60))}
        s.only_try("周建国", "problem.leave_over", raised, leaving)
    with undone():
        s.sign("税务")
        s.do("马骏", "task.start", task)
        s.only_try("马骏", "task.hand_in", task, {"words": "已办结，结果已推送", "files": [str(file(s.cast("马骏"), task.ref))]})
    auditor, tax = str(Person.objects.get(name="倪审言").id), Ref("unit", unit("税务"))
    s.only_try(
        "黎维新", "post.assign", Post.objects.get(id=colleague), {"person": str(s.cast("马骏").person), "reason": "人员调整"}
    )
    with undone():
        newcomer = s.do("黎维新", "person.add", tax, {"name": "宋佳"})
        s.only_try("孟安平", "admin.appoint", tax, {"person": str(newcomer.id), "role": "audit"})
    s.only_try("孟安平", "admin.dismiss", tax, {"person": auditor})


def handing_over(s: Walker) -> None:
    item = s.item("表单")
    s.only_try("许文静", "delivery.hand_over", item, {"actual": "61 项", "files": [str(file(s.cast("许文静"), item.ref))]})


BEFORE = {
    "joined": declined, "weighed": designing, "designed": consulted_again, "handed_up": submitting, "handed_in": working,
    "handed_over": handing_over,
}  # fmt: skip
"""What is tried beside the way of the collaboration, before which step."""


def test_no_id_of_elsewhere_is_accepted_in_what_is_filled_in(cast, startup):
    load(OUTSIDE)
    other = startup("approved")
    for who, about in (("韩雪", other.ref), ("马骏", other.task("税务").ref)):
        file(cast(who), about)
    s = Walker(cast)
    s.other, s.accepted, s.refused = other, set(), set()
    for step in STEPS:
        if step.__name__ in BEFORE:
            BEFORE[step.__name__](s)
        step(s)
    assert {a for a in s.accepted if a not in CITYWIDE and a.split()[0] not in CITYWIDE} == set()
    tried = s.accepted | s.refused
    assert {f"{a.name} {f}" for a in ACTS for f in id_fields(a.schema)} - tried == set()
    assert CITYWIDE.keys() <= s.accepted | {a.split()[0] for a in s.accepted}


def id_fields(schema: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every place for an id in what can be filled in."""
    for name, info in schema.model_fields.items():
        inner = [t for t in _types(info.annotation) if isinstance(t, type)]
        for one in inner:
            if issubclass(one, BaseModel):
                yield from id_fields(one, f"{before}{name}.")
        if UUID in inner:
            yield f"{before}{name}"


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)
