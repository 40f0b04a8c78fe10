"""T18: no column of a model can be set beside the schema of an act; the answer names the field and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from heli.ledger.models import Entry
from tests.forms.cases import standing
from tests.security.walk import ACTS, send, subject

pytestmark = pytest.mark.django_db


def columns(act: Any) -> list[str]:
    return [f.attname for f in act.on._meta.concrete_fields if f.attname not in act.fields] + ["is_admin", "__class__"]


def says(column: str) -> str:
    return f"没有“{column}”这个字段，请去掉"


def test_every_column_as_an_extra_key_is_refused_by_name(browser, zhou, things):
    client = browser(zhou)
    before, entries = standing(), Entry.objects.count()
    for act in ACTS:
        extra = dict.fromkeys(columns(act), "1")
        answer = send(client, act.name, subject(act, things), extra)
        assert answer.status_code == 422, act.name
        named = {k: v for k, v in answer.json()["fields"].items() if k.removeprefix("input.") in extra}
        assert named == {f"input.{c}": [says(c)] for c in extra}, act.name
        form = client.post(f"/do/{act.name}/{subject(act, things)}/", {**extra, "seen": "1"})
        assert form.status_code == 422, act.name
        assert [c for c in extra if says(c) not in form.content.decode()] == [], act.name
    assert (standing(), Entry.objects.count()) == (before, entries)


def test_no_part_of_what_is_filled_in_takes_an_extra_key():
    parts = {m for act in ACTS for m in models(act.schema)}
    assert len(parts) > len({a.schema for a in ACTS})
    assert [m.__name__ for m in parts if m.model_config.get("extra") != "forbid"] == []


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The model and those that stand inside it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for info in annotation.model_fields.values():
            yield from models(info.annotation)
    for inner in get_args(annotation):
        yield from models(inner)
