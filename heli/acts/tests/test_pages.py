"""Deeds as pages: each answer keeps what was typed and says what to do."""

from __future__ import annotations

import re

import pytest

from heli.acts import pipeline
from heli.acts.pipeline import perform
from heli.kernel.errors import Busy
from heli.ledger.models import Entry
from heli.scratch.models import Thing

pytestmark = pytest.mark.django_db


def hidden(page: str, name: str) -> str:
    return re.search(f'name="{name}" value="([^"]*)"', page)[1]


@pytest.fixture
def address(thing):
    return f"/do/thing.rename/thing:{thing.id}/"


@pytest.fixture
def page(seated, maker, address):
    return seated(maker).get(address).content.decode()


def test_a_fresh_form_carries_key_version_and_the_label_of_the_act(page, thing):
    assert "<h1>改名" in page
    assert len(hidden(page, "key")) == 32
    assert hidden(page, "seen") == str(thing.version)
    assert 'name="title"' in page
    assert "autocomplete" in page


def test_a_good_form_is_done_once_and_leads_on(seated, maker, address, page, thing):
    client, body = seated(maker), {"title": "公章", "key": hidden(page, "key"), "seen": "1"}
    first, second = client.post(address, body), client.post(address, body)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Entry.objects.filter(act="thing.rename").count() == 1
    said = client.get("/styleguide/").content.decode()
    assert re.search(r"改名已办成，回执 [0-9a-f]{8}", said)
    assert "改名已办成" not in client.get("/styleguide/").content.decode()


def test_htmx_is_sent_on_by_its_header(seated, maker, address):
    answer = seated(maker).post(address, {"title": "公章", "key": "k", "seen": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


def test_bad_input_stands_at_the_field_and_keeps_what_was_typed(seated, maker, address, thing):
    long = "很" * 41
    answer = seated(maker).post(address, {"title": long, "key": "k", "seen": "1", "maker": "x"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert long in page
    assert '<a href="#f-title">名称最多 40 个字，请精简</a>' in page
    assert "没有“maker”这个字段，请去掉" in page
    assert hidden(page, "key") == "k"
    assert Thing.objects.get().title == "印章"


def test_a_refusal_says_why_and_whom_to_ask_and_keeps_what_was_typed(seated, stranger, address):
    answer = seated(stranger).post(address, {"title": "公章", "key": "k", "seen": "1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    for words in ("未办成：改名", "只有制作人可以这样做", "1.2.2", "物件的制作人", 'value="公章"'):
        assert words in page


def test_whoever_may_not_do_it_is_told_before_filling_in(seated, stranger, address):
    page = seated(stranger).get(address).content.decode()
    assert 'aria-disabled="true"' in page
    assert "只有制作人可以这样做" in page


def test_a_broken_rule_says_its_clause_and_what_to_do(seated, maker, address, thing):
    perform(maker, "thing.close", thing, {"because": "到期"})
    answer = seated(maker).post(address, {"title": "公章", "key": "k", "seen": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("物件已封存，不能改名", "2.2.4", "先启封", 'value="公章"'):
        assert words in page


def test_whoever_was_overtaken_sees_by_whom_and_what_and_can_go_on(seated, maker, address, thing):
    perform(maker, "thing.rename", thing, {"title": "公章"})
    client = seated(maker)
    answer = client.post(address, {"title": "合同章", "key": "k", "seen": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("市市场监督管理局 · 经办 · 周建国先改了同一内容", '<td data-l="已保存的">公章</td>', 'value="合同章"'):
        assert words in page
    assert hidden(page, "seen") == "2"
    again = client.post(address, {"title": "合同章", "key": hidden(page, "key"), "seen": "2"})
    assert again.status_code == 303
    assert Thing.objects.get().title == "合同章"


def test_a_busy_house_keeps_form_and_key(seated, maker, address, monkeypatch):
    def busy(*_args, **_more):
        raise Busy(retry_after=7)

    monkeypatch.setattr(pipeline, "_transact", busy)
    answer = seated(maker).post(address, {"title": "公章", "key": "k", "seen": "1"})
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert hidden(page, "key") == "k"
    assert 'value="公章"' in page


def test_hidden_absent_and_internal_answer_with_the_same_bytes(seated, maker, thing):
    client = seated(maker)
    other = "8a6e0804-2bd0-4672-b79d-d97027f9071a"
    pages = [
        client.get(a)
        for a in (
            f"/do/thing.rename/thing:{other}/",
            f"/do/thing.rename/tag:{thing.id}/",
            f"/do/thing.tag/thing:{thing.id}/",
            f"/do/thing.vanish/thing:{thing.id}/",
            "/do/thing.rename/thing:%00/",
            "/nothing/",
        )
    ]
    assert {p.status_code for p in pages} == {404}
    assert len({p.content for p in pages}) == 1
