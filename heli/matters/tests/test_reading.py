"""The inbox as programs read it, and what the API says about each deed before it is done: the same that refuses it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts import worker
from heli.kernel.time import at, clock_at
from heli.matters.reading import QUIET, read_inbox
from heli.people.models import AdminRole
from heli.people.queries import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MONDAY = at(date(2031, 11, 24), 10)
INBOX = "/api/read/matters.inbox"


@pytest.fixture(autouse=True)
def _monday():
    with clock_at(MONDAY):
        yield


def waiting(client, tab="todo", **more):
    answer = client.get(INBOX, {"tab": tab, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()["matters"]


def send(client, offer, given):
    body = {"subject": offer["subject"], "input": given, "seen": offer["seen"]}
    return client.post(f"/api/acts/{offer['act']}", json.dumps(body), content_type="application/json")


def test_a_program_finds_what_waits_for_it_and_acts_by_what_it_was_told(browser, ask, chen, zhou):
    (consult,) = ask(chen.organisation)
    tax, market = browser(chen), browser(zhou)
    (found,) = waiting(tax)
    assert (found["ref"], found["number"], found["version"]) == (f"matter:{consult.id}", consult.number, 1)
    assert (found["title"], found["label"], found["state_label"]) == ("职责清单征求意见", "征求意见", "办理中")
    assert found["about"].startswith("thing:")
    assert found["raiser"] == "周建国（市监）"
    acts = {a["act"]: a for a in found["acts"]}
    assert set(acts) == set(QUIET)
    assert [n for n, a in acts.items() if not a["reasons"]] == ["matter.answer", "matter.hand_over"]
    assert acts["matter.sign"]["reasons"][0]["todo"] == "直接办理"
    assert acts["matter.confirm"]["reasons"][0]["ask"] == "提出人，或提出单位联络员"
    assert send(tax, acts["matter.answer"], {"text": "无意见"}).status_code == 200
    assert waiting(tax) == []
    (back,) = waiting(market, "confirm")
    confirm = next(a for a in back["acts"] if a["act"] == "matter.confirm")
    assert (confirm["reasons"], confirm["seen"]) == ([], 2)
    assert send(market, confirm, {}).status_code == 200
    worker.settle()
    (past,) = waiting(market, "done")
    assert (past["did"], past["state"]) == ("已确认", "closed")
    assert all(a["reasons"] for a in past["acts"])


def test_it_is_scoped_to_the_post_and_filtered_and_paged(browser, cast, ask, chen):
    for _ in range(31):
        ask(chen.organisation)
    ask(chen.organisation, kind="approve", title="审批")
    tax = browser(chen)
    first = tax.get(INBOX).json()
    assert (len(first["matters"]), first["more"], first["counts"]["todo"]) == (30, True, 32)
    second = tax.get(INBOX, {"page": 2}).json()
    assert (len(second["matters"]), second["more"]) == (2, False)
    assert not {m["ref"] for m in first["matters"]} & {m["ref"] for m in second["matters"]}
    assert [m["title"] for m in waiting(tax, kind="approve")] == ["审批"]
    assert waiting(browser(cast("王海涛"))) == waiting(browser(cast("王海涛")), "mine") == []
    administrator = browser(actor_for(AdminRole.objects.filter(role="security").first().person_id))
    assert all(waiting(administrator, tab) == [] for tab in ("sign", "todo", "read", "confirm", "mine", "done"))
    assert browser(None).get(INBOX).status_code == 401


@pytest.mark.parametrize(("name", "value"), [("tab", "all"), ("page", "0"), ("page", "51"), ("kind", "x" * 81), ("colour", "红")])
def test_nonsense_is_refused_at_its_parameter(browser, chen, name, value):
    answer = browser(chen).get(INBOX, {name: value})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {name})


def test_its_queries_do_not_grow_with_what_waits(ask, chen, django_assert_max_num_queries):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert read_inbox(chen).matters
        return len(seen)

    ask(chen.organisation)
    one = cost()
    for _ in range(9):
        ask(chen.organisation)
    assert cost() == one
    with django_assert_max_num_queries(10):
        read_inbox(chen)
