"""The API keeps its contract for every act: schema, result, receipt, problems that explain themselves."""

from __future__ import annotations

import json

import pytest

from heli.acts.doors import installation_id
from heli.acts.forms import questions
from heli.acts.pipeline import perform
from heli.acts.registry import all_acts
from heli.api.document import document
from heli.ledger.models import Entry
from heli.scratch.models import Thing

pytestmark = pytest.mark.django_db

ROOT = "root:installation"
OFFERED = [a for a in all_acts() if a.offered]


@pytest.fixture
def zhou(cast):
    return cast("周建国")


@pytest.fixture
def api(browser, zhou):
    return browser(zhou)


@pytest.fixture
def thing(zhou, db):
    from heli.acts.models import Root

    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})


def post(client, act, body, **headers):
    return client.post(f"/api/acts/{act}", json.dumps(body), content_type="application/json", headers=headers)


def test_every_offered_act_stands_in_the_document_with_its_own_schema():
    paths = document()["paths"]
    for act in OFFERED:
        operation = paths[f"/api/acts/{act.name}"]["post"]
        assert operation["operationId"] == act.name
        assert operation["summary"] == str(act.label)
        for part in act.allow.parts():
            assert str(part.why().sentence) in operation["description"]
        assert set(document()["components"]["schemas"][act.name].get("properties", {})) == set(act.fields)


def test_acts_of_the_system_are_neither_documented_nor_answered(api, thing):
    assert "/api/acts/thing.tag" not in document()["paths"]
    hidden = post(api, "thing.tag", {"subject": f"thing:{thing.id}", "input": {"word": "假"}})
    assert hidden.content == post(api, "thing.none", {"subject": f"thing:{thing.id}"}).content
    assert hidden.status_code == 404


def test_a_deed_answers_with_result_and_receipt(api):
    answer = post(api, "thing.make", {"subject": ROOT, "input": {"title": "印章"}})
    assert answer.status_code == 200
    made = Thing.objects.get()
    body = answer.json()
    assert body["result"] == {"kind": "thing", "id": str(made.id), "version": 1, "number": "", "title": "印章"}
    assert bytes(Entry.objects.get(id=body["receipt"]["entry"]).hash).hex() == body["receipt"]["hash"]
    assert json.loads(bytes(Entry.objects.get(act="thing.make").leaf).split(b"\n", 1)[1])["via"] == "api"


def test_a_replayed_key_gives_the_same_answer_and_no_second_deed(api):
    body = {"subject": ROOT, "input": {"title": "印章"}}
    first, again = (post(api, "thing.make", body, **{"Idempotency-Key": "once"}).json() for _ in range(2))
    assert again == {**first, "repeated": True}
    assert Thing.objects.count() == 1


def test_a_stale_version_is_a_conflict_that_says_the_present_one(api, thing, zhou):
    perform(zhou, "thing.rename", thing, {"title": "公章"})
    answer = post(api, "thing.rename", {"subject": f"thing:{thing.id}", "input": {"title": "合同章"}, "seen": 1})
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["version"]) == ("conflict", 2)


def test_a_refusal_says_why_by_which_clause_and_whom_to_ask(browser, cast, thing):
    answer = post(browser(cast("王海涛")), "thing.rename", {"subject": f"thing:{thing.id}", "input": {"title": "公章"}})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["reasons"] == [
        {"sentence": "只有制作人可以这样做", "clause": "1.2.2", "ask": "物件的制作人", "todo": ""}
    ]


def test_a_broken_rule_is_422_with_what_to_do(api, thing, zhou):
    perform(zhou, "thing.close", thing, {"because": "到期"})
    answer = post(api, "thing.rename", {"subject": f"thing:{thing.id}", "input": {"title": "公章"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "rule_broken")
    assert answer.json()["reasons"][0]["todo"] == "先启封"


@pytest.mark.parametrize("act", [a for a in OFFERED if a.room in ("scratch", "people")], ids=lambda a: a.name)
def test_each_missing_field_of_each_act_is_said_at_the_field(act, api, zhou, thing):
    required = {f"input.{n}" for n, f in act.schema.model_fields.items() if f.is_required()}
    if not required:
        return
    answer = post(api, act.name, {"subject": subject_of(act, zhou, thing), "input": {}})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == required
    assert all(s and "field" not in s.lower() for ss in answer.json()["fields"].values() for s in ss)


def subject_of(act, actor, thing):
    from heli.acts.subjects import kind_for

    return {
        "root": ROOT,
        "thing": f"thing:{thing.id}",
        "unit": f"unit:{actor.organisation}",
        "post": f"post:{actor.post}",
        "person": f"person:{actor.person}",
    }[kind_for(act)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"subject": NaN}',
        b'{"subject": ' + b"9" * 5000 + b"}",
        b'{"subject": "root:installation", "input": {"title": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b"[" * 100_000,
        b'{"subject": "\\ud800:\\u0000"}',
        b'{"subject": "thing:\\ud800"}',
        b'{"subject": null, "input": null}',
        b'{"subject": "root:installation", "input": []}',
        b'{"subject": "root:installation", "input": {"title": "\\ud800"}}',
        b'{"subject": "root:installation", "input": {"title": "a", "count": 1e300}}',
        b'{"subject": "root:installation", "input": {"title": "a", "count": 99999999999999999999}}',
        b'{"subject": "root:installation", "input": {"title": "a", "\\ud800": 1}}',
        b'{"subject": "root:installation", "input": {"title": "a"}, "seen": -1}',
        b'{"subject": "root:installation", "input": {"title": "a"}, "seen": 1.5}',
        b'{"subject": "root:installation", "input": {"title": "a"}, "more": 1}',
    ],
)
def test_whatever_arrives_is_answered_with_a_sentence(api, body):
    answer = api.post("/api/acts/thing.make", body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.json()["sentence"]
    assert not Thing.objects.exists()


@pytest.mark.parametrize("key", ["", "两", "a b", "k" * 201])
def test_a_key_that_is_none_is_refused(api, key):
    answer = post(api, "thing.make", {"subject": ROOT, "input": {"title": "印章"}}, **{"Idempotency-Key": key})
    assert answer.status_code == 422


def test_strangers_get_401_in_json_and_a_foreign_page_gets_nothing_done(browser, zhou):
    nobody = post(browser(None), "thing.make", {"subject": ROOT})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "signed_out")
    forged = post(browser(zhou, enforce_csrf_checks=True), "thing.make", {"subject": ROOT, "input": {"title": "印章"}})
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    assert not Thing.objects.exists()


def test_reads_are_the_queries_of_pages(api, thing, zhou):
    card = api.get(f"/api/kinds/thing/{thing.id}").json()
    assert (card["title"], card["version"], card["kind"]) == ("印章", 1, "thing")
    lines = api.get(f"/api/timeline/thing/{thing.id}").json()
    assert [line["text"] for line in lines["lines"]] == ["制作了“印章”"]
    acts = {a["name"]: a for a in api.get(f"/api/acts?subject=thing:{thing.id}").json()["acts"]}
    assert set(acts) == {"thing.rename", "thing.close"}
    assert acts["thing.rename"]["reasons"] == []
    units = api.get("/api/read/people.organisations").json()
    assert "滨江市市场监督管理局" in [u["name"] for u in units]
    assert api.get("/api/read/people.posts", {"unit": str(zhou.organisation), "colour": "红"}).status_code == 422


def test_the_document_is_open_in_a_demo_only(browser, cast, settings):
    assert browser(None).get("/api/openapi.json").json()["openapi"].startswith("3.")
    settings.DEMO = False
    assert browser(cast("周建国")).get("/api/openapi.json").status_code == 404


def test_every_text_of_every_act_is_bounded_so_that_no_column_overflows():
    loose = [f"{a.name}.{q.name}" for a in OFFERED for q in questions(a.schema) if q.inner is str and not bounded(q)]
    assert loose == []


def bounded(q) -> bool:
    return "max_length" in q.limits or "pattern" in q.limits
