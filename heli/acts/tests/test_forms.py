"""From a schema to questions, and from a posted form back to what the schema wants."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import pytest
from django.http import QueryDict
from pydantic import Field

from heli.acts.forms import Choice, build, labels, questions, read
from heli.acts.registry import Input
from heli.acts.schema import validate
from heli.kernel.errors import InvalidInput

Kind = Literal["paper", "data"]


class Outcome(Input):
    title: str = Field(title="成果名称", min_length=1, max_length=40)
    kind: Kind = Field("paper", title="类型", json_schema_extra={"labels": {"paper": "政策文件", "data": "数据"}})
    parties: tuple[UUID, ...] = Field((), title="接收单位")


class Need(Input):
    title: str = Field(title="名称", min_length=2, max_length=40, description="写明要办成的事")
    goal: str = Field(title="目标", min_length=1, max_length=500)
    days: int = Field(title="工作日", ge=1, le=250)
    due: date | None = Field(None, title="期限")
    urgent: bool = Field(False, title="加急")
    words: tuple[str, ...] = Field((), title="关键词")
    outcomes: tuple[Outcome, ...] = Field((), title="预期成果")


def none(question, path):
    return tuple(Choice(v, w) for v, w in labels(question).items())


def post(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def test_each_type_has_its_kind_of_question():
    assert {q.name: q.kind for q in questions(Need)} == {
        "title": "text",
        "goal": "textarea",
        "days": "number",
        "due": "date",
        "urgent": "checkbox",
        "words": "lines",
        "outcomes": "group",
    }
    assert {q.name: q.kind for q in questions(Outcome)} == {"title": "text", "kind": "select", "parties": "checks"}


def test_label_hint_limits_and_words_of_choices_come_from_the_declaration():
    title, *_, outcomes = build(Need, {}, {}, none)
    assert (title.label, title.hint, title.required, title.max_length) == ("名称", "写明要办成的事", True, 40)
    (empty,) = outcomes.items
    assert outcomes.repeats
    assert empty[0].name == "outcomes-0-title"
    assert empty[1].choices == (Choice("paper", "政策文件"), Choice("data", "数据"))


def test_a_posted_form_becomes_what_the_schema_wants():
    one = "8a6e0804-2bd0-4672-b79d-d97027f9071a"
    given = read(
        Need,
        post(
            title="开办一件事", goal="少跑一次", days="１,2０", due="2026年3月1日", urgent="yes", words="开办\n\n 印章 ",
            outcomes__0__title="规程", outcomes__0__kind="paper", outcomes__0__parties=[one],
            outcomes__3__title="", outcomes__3__kind="",
            outcomes__7__title="接口", outcomes__7__kind="data",
        ),
    )  # fmt: skip
    need = validate(Need, given)
    assert (need.days, need.due, need.urgent, need.words) == (120, date(2026, 3, 1), True, ("开办", "印章"))
    assert [(o.title, o.kind, o.parties) for o in need.outcomes] == [("规程", "paper", (UUID(one),)), ("接口", "data", ())]


def test_what_was_not_answered_is_missing_and_the_rest_has_its_default():
    with pytest.raises(InvalidInput) as refused:
        validate(Need, read(Need, post(title="", goal="", days="", due="")))
    assert refused.value.fields == {"title": ("名称至少 2 个字",), "goal": ("填写目标",), "days": ("填写工作日",)}


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost():
    given = read(Need, post(title="开办", goal="少跑", days="许多", due="下周", outcomes__4__title="", outcomes__4__kind="data"))
    with pytest.raises(InvalidInput) as refused:
        validate(Need, given)
    fields = {f.name: f for f in build(Need, given, refused.value.fields, none)}
    assert (fields["days"].value, fields["days"].error) == ("许多", "工作日填数字")
    assert (fields["due"].value, fields["due"].error) == ("下周", "期限写成 2026-11-24 这样的日期")
    row = fields["outcomes"].items[0]
    assert (row[0].error, row[1].value) == ("填写成果名称", "data")


def test_what_no_field_asks_for_is_refused_by_its_name():
    given = read(Need, post(title="开办", goal="少跑", days="3", root="x", outcomes__0__version="9", key="k", seen="1"))
    with pytest.raises(InvalidInput) as refused:
        validate(Need, given)
    assert set(refused.value.fields) == {"root", "outcomes-0-version"}


def test_a_yes_or_no_with_words_is_picked_and_nothing_is_picked_beforehand():
    class Answer(Input):
        confirmed: bool = Field(title="答复", json_schema_extra={"labels": {"true": "确认", "false": "有争议"}})

    (fresh,) = build(Answer, {}, {}, none)
    assert (fresh.kind, fresh.value, [c.label for c in fresh.choices]) == ("radio", "", ["确认", "有争议"])
    assert read(Answer, QueryDict("")) == {}
    assert validate(Answer, read(Answer, QueryDict("confirmed=false"))).confirmed is False
    (again,) = build(Answer, {"confirmed": True}, {}, none)
    assert again.value == "true"
