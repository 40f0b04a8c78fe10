"""T18: no column of a model can be set beside the schema of an act; the answer names the field and nothing changes."""

from __future__ import annotations

import pytest

from heli.acts.subjects import kind_for
from tests.security.walk import ACTS, own_subject, send

pytestmark = pytest.mark.django_db


def columns(act):
    return [f.attname for f in act.on._meta.concrete_fields if f.attname not in act.fields] + ["is_admin", "__class__"]


@pytest.mark.parametrize("act", ACTS, ids=lambda a: a.name)
def test_each_column_as_an_extra_key_is_refused_by_name(browser, zhou, thing, act):
    client, subject = browser(zhou), own_subject(act, zhou, thing)
    before = list(type(thing).objects.values())
    for column in columns(act):
        answer = send(client, act.name, subject, {column: "1"})
        assert answer.status_code == 422
        assert answer.json()["fields"][f"input.{column}"] == [f"没有“{column}”这个字段，请去掉"]
    assert list(type(thing).objects.values()) == before


@pytest.mark.parametrize("act", [a for a in ACTS if kind_for(a) == "thing"], ids=lambda a: a.name)
def test_forms_refuse_them_too(browser, zhou, thing, act):
    for column in columns(act):
        answer = browser(zhou).post(f"/do/{act.name}/thing:{thing.id}/", {column: "1", "seen": "1"})
        assert answer.status_code == 422
        assert f"没有“{column}”这个字段，请去掉" in answer.content.decode()
