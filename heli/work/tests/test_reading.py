"""The boards as programs read them: the tasks of one collaboration, one's own, and what can be done about each."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.work.reading import read_mine, read_tasks
from tests.walk.story import DOERS

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TASKS, MINE = "/api/read/work.tasks", "/api/read/work.mine"
DOER = DOERS["税务"]


@pytest.fixture
def approved(startup):
    return startup("approved")


def tasks(answer):
    assert answer.status_code == 200, answer.content
    return {t["ref"]: t for c in answer.json()["columns"] for t in c["tasks"]}


def send(client, offer, given):
    body = {"subject": offer["subject"], "input": given, "seen": offer["seen"]}
    return client.post(f"/api/acts/{offer['act']}", json.dumps(body), content_type="application/json")


def test_a_task_is_moved_by_what_the_board_says(approved, browser, cast):
    me, ref = browser(cast(DOER)), str(approved.task("税务").ref)
    here = {"collaboration": approved.row.number}
    assert set(tasks(me.get(TASKS, here))) == {str(approved.task(s).ref) for s in approved.units}
    steps = [("matter.sign", {}), ("task.start", {}), ("task.hand_in", {"words": "已办结，结果已推送"})]
    for act, given in steps:
        mine = tasks(me.get(MINE))[ref]
        assert mine == tasks(me.get(TASKS, {**here, "show": "own"}))[ref]
        (offer,) = mine["acts"]
        assert (offer["act"], offer["reasons"]) == (act, [])
        assert send(me, offer, given).status_code == 200
    handed = tasks(me.get(TASKS, here))[ref]
    (verdict,) = handed["acts"]
    assert (handed["state"], handed["person"], verdict["act"]) == ("handed", DOER, "task.accept")
    assert verdict["reasons"][0]["sentence"]
    assert tasks(me.get(MINE)) == {ref: handed}  # it stays with its doer until it is accepted
    receiver = tasks(browser(cast("唐宁")).get(MINE, {"show": "accept"}))
    assert [(a["act"], a["reasons"]) for a in receiver[ref]["acts"]] == [("task.accept", [])]


def test_who_takes_no_part_finds_nothing_and_nonsense_is_refused(approved, browser, cast):
    here = {"collaboration": str(approved.c)}
    assert browser(cast("马骏")).get(TASKS, here).status_code == 200
    stranger = browser(cast("王海涛"))  # 公安 takes no part in the small one
    assert stranger.get(TASKS, here).status_code == 404
    assert stranger.get(TASKS, {"collaboration": "XZ-2099-999"}).content == stranger.get(TASKS, here).content
    assert tasks(stranger.get(MINE)) == {}
    assert set(stranger.get(TASKS).json()["fields"]) == {"collaboration"}
    assert stranger.get(MINE, {"show": "all"}).status_code == 422
    assert browser(None).get(MINE).status_code == 401


def test_the_queries_are_those_of_the_board(approved, walk, cast, django_assert_max_num_queries):
    me = cast("周建国")

    def cost(read, *given):
        with CaptureQueriesContext(connection) as seen:
            read(me, *given)
        return len(seen)

    assert cost(read_tasks, str(approved.c)) == cost(read_tasks, str(walk.c))  # three tasks, and nine
    with django_assert_max_num_queries(10):
        read_tasks(me, str(walk.c))
    with django_assert_max_num_queries(7):
        read_mine(me)
