"""成果交付: hand over, receive, refuse; two doors; the gate."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.collaborations.delivery.models import HandOver, Receipt
from heli.collaborations.tests.telling import told

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def hidden(page, action):
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


@pytest.fixture
def walk(cast):
    return told(cast, 4)


@pytest.fixture
def where(walk):
    return f"/c/{walk.row.number}/delivery/"


def test_both_doors_and_who_accepts_from_whom(walk, where, browser, cast):
    page = text(browser(cast("周建国")).get(where))
    assert "17 / 17 <small>项任务" in page
    assert "0 / 2 <small>件已签收" in page
    assert "没有一件由承办单位自己验收" in page
    assert "目标 61 项，实际 <b>未报</b>" in page
    assert f'hx-get="/c/{walk.row.number}/gate/"' in page  # the gate follows the page


def test_an_outcome_is_handed_over_refused_and_received(walk, where, browser, cast):
    item = walk.row.delivery_items.order_by("outcome__order")[0]
    maker, receiver = browser(cast("许文静")), browser(cast("周建国"))
    over, answer = f"{where}{item.id}/hand_over/", f"{where}{item.id}/receive/"
    assert f'action="{over}"' not in text(receiver.get(where))
    given = hidden(text(maker.get(where)), over)
    assert maker.post(over, {**given, "actual": "63 项", "words": "还有两项"}).status_code == 303
    assert HandOver.objects.get().actual == "63 项"
    assert "待签收" in text(maker.get(where))
    assert f'action="{answer}"' not in text(maker.get(where))
    given = hidden(text(receiver.get(where)), answer)
    refused = receiver.post(answer, {**given, "received": "false"})
    assert refused.status_code == 422
    assert "退回时写明缺什么" in text(refused)
    assert receiver.post(answer, {**given, "received": "false", "words": "还差 2 项没有归并"}).status_code == 303
    assert Receipt.objects.get().received is False
    page = text(maker.get(where))
    assert "退回补齐" in page
    assert "还差 2 项没有归并" in page
    assert maker.post(over, {**hidden(page, over), "actual": "61 项"}).status_code == 303
    given = hidden(text(receiver.get(where)), answer)
    assert receiver.post(answer, {**given, "received": "true"}).status_code == 303
    assert "1 / 2 <small>件已签收" in text(receiver.get(where))


def test_the_stage_is_left_only_through_its_gate(walk, where, browser, cast):
    lead, at = browser(cast("周建国")), f"/c/{walk.row.number}/"
    gate = text(lead.get(f"{at}gate/"))
    assert "转入“反馈评估”前还缺" in gate
    refused = lead.post(f"{at}leave/", hidden(gate, f"{at}leave/"))
    assert refused.status_code == 422
    assert "2.2.6" in text(refused)
    other = text(browser(cast("丁一")).get(f"{at}gate/"))
    assert f'action="{at}leave/"' not in other
    assert "由牵头单位经办人转入下一阶段" in other


def test_a_foreign_delivery_is_absent(walk, where, browser, cast):
    item = walk.row.delivery_items.first()
    stranger = browser(cast("安维新"))
    for address in (where, f"{where}{item.id}/receive/", f"/c/{walk.row.number}/gate/", f"/c/{walk.row.number}/recent/"):
        assert stranger.get(address).status_code == 404


def test_the_number_of_queries_stays(walk, where, browser, cast):
    me = browser(cast("丁一"))
    me.get(where)
    with CaptureQueriesContext(connection) as before:
        me.get(where)
    form, _result = walk.row.delivery_items.order_by("outcome__order")
    walk.do("许文静", "delivery.hand_over", form.ref, {"actual": "63 项"})
    walk.do("周建国", "delivery.receive", form.ref, {"received": False, "words": "还差 2 项"})
    with CaptureQueriesContext(connection) as after:
        me.get(where)
    # who handed over and received, by the names of that day: posts, units
    assert len(after) <= len(before) + 2 <= 17
