"""The board, one's own board and the page of a task: what each person sees, moves, and is refused."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.matters.models import Matter
from heli.work.models import Acceptance, HandIn
from tests.walk import story
from tests.walk.story import DOERS, UNITS, unit

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def key_and_seen(page, action):
    """The hidden fields of the form that posts to `action`."""
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


@pytest.fixture
def first(walk):
    return walk.tasks()[0]


@pytest.fixture
def board_url(walk):
    return f"/c/{walk.row.number}/tasks/"


def doer_of(task):
    return DOERS[next(s for s in UNITS if unit(s) == task.unit_id)]


def test_every_task_stands_in_its_column_with_unit_person_and_receiver(walk, browser, cast, board_url):
    page = text(browser(cast("周建国")).get(board_url))
    waiting = page.split('data-col="unsigned"', 1)[1].split("</ul>", 1)[0]
    assert waiting.count('<li class="bc') == len(walk.tasks()) == len(UNITS) + len(story.steps())
    assert "数据 许文静" in waiting
    assert "<i>验收</i>市监" in waiting


def test_the_doer_signs_and_starts_by_moving_and_each_is_the_real_act(walk, browser, cast, first, board_url):
    me = browser(cast(doer_of(first)))
    me.get(board_url)
    signed = me.post(f"{board_url}{first.id}/move/", {"to": "ready", "key": "a" * 32}, headers={"HX-Request": "true"})
    assert signed.status_code == 200
    assert text(signed).strip().startswith("{#") is False
    assert 'data-id="T-01"' in text(signed)
    first.refresh_from_db()
    assert first.state == "ready"
    assert me.post(f"{board_url}{first.id}/move/", {"to": "doing"}).status_code == 303
    first.refresh_from_db()
    assert first.state == "doing"


def test_a_card_that_somebody_moved_meanwhile_says_who_and_where_it_stands(walk, browser, cast, first, board_url):
    me, address = browser(cast(doer_of(first))), f"{board_url}{first.id}/move/"
    seen = first.version
    story.sign(walk, first, doer_of(first))
    walk.do(doer_of(first), "task.start", first.ref)
    given = {"to": "ready", "from": "unsigned", "seen": seen, "key": "s" * 32}
    stale = me.post(address, given, headers={"HX-Request": "true"})
    assert stale.status_code == 409
    assert "现在在“进行中”，你的移动没有办理" in text(stale)
    assert 'data-state="doing"' in text(stale)
    assert doer_of(first) in text(stale)
    assert "现在在“进行中”" in text(me.post(address, given))  # without JS: the board with the same words
    mine = me.post(address, {**given, "to": "doing", "from": "ready"}, headers={"HX-Request": "true"})
    assert mine.status_code == 200  # one's own move, sent once more


def test_a_move_that_asks_leads_to_its_form(walk, browser, cast, first, board_url):
    story.sign(walk, first, doer_of(first))
    walk.do(doer_of(first), "task.start", first.ref)
    me = browser(cast(doer_of(first)))
    answer = me.post(f"{board_url}{first.id}/move/", {"to": "handed"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{board_url}{first.id}/hand_in/#deed"
    assert "成果说明" in text(me.get(f"{board_url}{first.id}/hand_in/"))
    assert not HandIn.objects.exists()


def test_a_refused_move_says_rule_clause_and_who_can(walk, browser, cast, first, board_url):
    stranger = browser(cast("马骏"))
    address = f"{board_url}{first.id}/move/"
    refused = stranger.post(address, {"to": "ready"}, headers={"HX-Request": "true"})
    assert refused.status_code == 403
    assert "没有移动" in text(refused)
    assert "谁能办：" in text(refused)
    skipped = browser(cast(doer_of(first))).post(address, {"to": "handed"})
    assert skipped.status_code == 422
    assert "任务须依次经过各步，不能从“待签收”直接到“待验收”" in text(skipped)
    assert "任务看板" in text(skipped)
    first.refresh_from_db()
    assert first.state == "unsigned"


def test_a_task_waiting_for_another_says_so_on_its_card_and_is_refused(walk, browser, cast, board_url):
    step = next(t for t in walk.tasks() if t.title == story.steps()[0]["zh"])
    before = next(t for t in walk.tasks() if t.unit_id == step.unit_id)
    story.sign(walk, step, doer_of(step))
    me = browser(cast(doer_of(step)))
    page = text(me.get(board_url))
    card = page.split(f'data-id="{step.number}"', 1)[1].split("</li>", 1)[0]
    assert f"等 {before.number}" in card
    assert f"前置任务 {before.number}" in card
    refused = me.post(f"{board_url}{step.id}/move/", {"to": "doing"}, headers={"HX-Request": "true"})
    assert (refused.status_code, "2.2.2.b" in text(refused)) == (422, True)


def test_the_whole_way_of_a_task_on_its_page(walk, browser, cast, first, board_url):
    page_url = f"{board_url}{first.id}/"
    doer, receiver = browser(cast(doer_of(first))), browser(cast("丁一"))
    sheet = text(doer.get(page_url))
    assert doer.post(f"{page_url}sign/", key_and_seen(sheet, f"{page_url}sign/")).status_code == 303
    sheet = text(doer.get(page_url))
    assert doer.post(f"{page_url}start/", key_and_seen(sheet, f"{page_url}start/")).status_code == 303
    sheet = text(doer.get(page_url))
    hidden = key_and_seen(sheet, f"{page_url}hand_in/")
    short = doer.post(f"{page_url}hand_in/", {**hidden, "words": "办", "gaps": "夜间用例下周补"})
    assert short.status_code == 422
    assert "夜间用例下周补" in text(short)
    # a browser posts the file control empty where no file is chosen
    assert doer.post(f"{page_url}hand_in/", {**hidden, "words": "受理凭证已推送", "file": ""}).status_code == 303
    sheet = text(receiver.get(page_url))
    hidden = key_and_seen(sheet, f"{page_url}accept/")
    points = {"accepted": "true", "complete": "true", "good": "false", "words": "凭证缺编号"}
    refused = receiver.post(f"{page_url}accept/", {**hidden, **points})
    assert refused.status_code == 422
    assert "完成情况或质量不合格的，不能通过" in text(refused)
    assert "凭证缺编号" in text(refused)
    again = {**hidden, **points, "accepted": "false"}
    assert receiver.post(f"{page_url}accept/", again).status_code == 303
    assert Acceptance.objects.get().accepted is False
    first.refresh_from_db()
    assert first.state == "doing"
    assert "凭证缺编号" in text(doer.get(page_url))


def test_who_handed_in_does_not_find_the_form_of_acceptance(walk, browser, cast, first, board_url):
    story.sign(walk, first, doer_of(first))
    walk.do(doer_of(first), "task.start", first.ref)
    walk.do(doer_of(first), "task.hand_in", first.ref, {"words": "受理凭证已推送"})
    page = text(browser(cast(doer_of(first))).get(f"{board_url}{first.id}/"))
    assert f'action="{board_url}{first.id}/accept/"' not in page
    assert "你不能验收：" in page


def test_a_task_is_passed_on_inside_the_unit_and_its_matter_moves_along(walk, browser, cast, board_url):
    task = next(t for t in walk.tasks() if t.unit_id == unit("市监"))
    page_url = f"{board_url}{task.id}/"
    liaison = browser(cast("唐宁"))
    sheet = text(liaison.get(page_url))
    other = story.post("韩雪")
    sent = liaison.post(f"{page_url}assign/", {**key_and_seen(sheet, f"{page_url}assign/"), "post": str(other)})
    assert sent.status_code == 303
    assert Matter.objects.get(kind="task.do", about_id=task.id, state__in=("unsigned", "open")).owner_post_id == other


def test_my_board_shows_what_waits_for_me_in_all_collaborations(walk, browser, cast, first):
    page = text(browser(cast(doer_of(first))).get("/tasks/"))
    assert walk.title.replace("“", "“") in page
    assert 'data-id="T-01"' in page
    assert 'data-id="T-02"' not in page
    assert "没有任务" in text(browser(cast("林志远")).get("/tasks/"))


def test_a_foreign_task_board_and_move_are_absent(walk, browser, cast, first, board_url):
    stranger = browser(cast("安维新"))
    for address in (board_url, f"{board_url}{first.id}/", f"{board_url}{first.id}/hand_in/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{board_url}{first.id}/move/", {"to": "ready"}).status_code == 404
    assert browser(cast("周建国")).get(f"/c/no-such/tasks/{first.id}/").status_code == 404


def test_the_board_asks_the_same_number_of_questions_however_many_tasks(walk, browser, cast, first, board_url):
    me = browser(cast("周建国"))
    me.get(board_url)
    with CaptureQueriesContext(connection) as many:
        me.get(board_url)
    for task in walk.tasks()[2:]:
        assert task.state == "unsigned"
    with CaptureQueriesContext(connection) as again:
        me.get(f"{board_url}?show=late")
    assert len(many) == len(again) <= 26
    with CaptureQueriesContext(connection) as mine:
        me.get("/tasks/")
    assert len(mine) <= 15
    with CaptureQueriesContext(connection) as one:
        me.get(f"{board_url}{first.id}/")
    assert len(one) <= 30
