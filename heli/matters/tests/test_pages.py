"""The inbox and the page of a matter in the browser's eyes: every deed is a plain form."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heli.matters.models import Answer, Matter
from heli.people.personas import open_demo_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(db):
    open_demo_accounts()

    def signed_in(login):
        client = Client()
        client.post("/signin/as/", {"login": login})
        return client

    return signed_in


def text(response):
    return response.content.decode()


def key_and_seen(page):
    import re

    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', page))


@pytest.mark.parametrize("tab", ["sign", "todo", "read", "confirm", "mine", "done"])
def test_an_empty_tab_says_what_will_come_there(browser, tab):
    page = text(browser("chen.xiaoyan").get(f"/inbox/?tab={tab}"))
    assert page.count('class="empty"') == 1


def test_the_liaison_officer_answers_from_the_inbox(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    client = browser("chen.xiaoyan")
    page = text(client.get("/inbox/"))
    assert "职责清单征求意见" in page
    assert "周建国（市监） 等你单位答复" in page
    form = text(client.get(f"/matters/{matter.id}/answer/"))
    sent = client.post(f"/matters/{matter.id}/answer/", {**key_and_seen(form), "text": "无意见"})
    assert sent.status_code == 303
    assert Answer.objects.get(matter=matter).text == "无意见"
    assert "待确认" in text(client.get(f"/matters/{matter.id}/"))


def test_what_was_typed_stays_when_it_is_refused(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    client = browser("chen.xiaoyan")
    form = text(client.get(f"/matters/{matter.id}/ask_extension/"))
    sent = client.post(f"/matters/{matter.id}/ask_extension/", {**key_and_seen(form), "days": "90", "reason": "数据口径未定"})
    assert sent.status_code == 422
    assert "数据口径未定" in text(sent)
    assert "延长工作日数不能大于 60" in text(sent)


def test_one_tap_signs_for_a_duty(browser, ask, chen):
    (matter,) = ask(chen.organisation, kind="duty")
    client = browser("chen.xiaoyan")
    page = text(client.get(f"/matters/{matter.id}/preview/"))
    assert f'action="/matters/{matter.id}/sign/"' in page
    sent = client.post(f"/matters/{matter.id}/sign/", key_and_seen(page))
    assert sent.status_code == 303
    assert Matter.objects.get(id=matter.id).state == "open"


def test_colleagues_are_offered_and_strangers_are_not(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    page = text(browser("chen.xiaoyan").get(f"/matters/{matter.id}/hand_over/"))
    assert "马骏" in page
    assert "周建国 ·" not in page


def test_the_raiser_finds_his_own_deeds_and_not_the_owners(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    page = text(browser("zhou.jianguo").get(f"/matters/{matter.id}/"))
    assert f"/matters/{matter.id}/urge/" in page
    assert f"/matters/{matter.id}/answer/" not in page


def test_the_raiser_is_not_offered_to_urge_himself(browser, ask, zhou, cast):
    (matter,) = ask(zhou)
    assert f"/matters/{matter.id}/urge/" not in text(browser("zhou.jianguo").get(f"/matters/{matter.id}/"))
    assert f"/matters/{matter.id}/urge/" in text(browser("zheng.guoqiang").get(f"/matters/{matter.id}/"))


def test_hidden_and_absent_answer_alike(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    client = browser("wang.haitao")
    hidden = client.get(f"/matters/{matter.id}/")
    absent = client.get("/matters/00000000-0000-4000-8000-000000000000/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert len(hidden.content) == len(absent.content)
    for path in ("preview/", "answer/"):
        assert client.get(f"/matters/{matter.id}/{path}").status_code == 404
    assert client.get(f"/matters/{matter.id}/burn/").status_code == 404


def test_the_pages_stay_within_fifteen_queries(browser, ask, chen):
    (matter,) = ask(chen.organisation)
    client = browser("chen.xiaoyan")
    for path in ("/inbox/", f"/matters/{matter.id}/preview/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 15, [q["sql"][:90] for q in queries]
