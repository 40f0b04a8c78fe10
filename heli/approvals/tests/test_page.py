"""The approval page as approvers, onlookers and strangers meet it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts.pipeline import perform
from heli.approvals.gates import drop_gate, register_gate
from heli.approvals.models import Approval
from heli.approvals.queries import approval_page
from heli.approvals.tests.proposing import AGREE
from heli.kernel.errors import Absent, Reason

pytestmark = pytest.mark.django_db

FORM = {
    "verdict": "agree",
    "focus-reasonable": "需求属实",
    "focus-feasible": "系统均已具备",
    "focus-risk": "风险已有应对",
    "seen": "1",
    "key": "k1",
}


@pytest.fixture
def address(approval):
    return f"/approvals/{approval.id}/"


@pytest.fixture
def red():
    def gate(about):
        return (Reason("“银行预约开户”没有牵头单位", "1.2.2.b", ask="周建国", todo="改定牵头单位"),)

    register_gate("thing", gate)
    yield gate
    drop_gate("thing", gate)


def test_the_page_keeps_its_order_and_preselects_nothing(browser, zheng, address):
    html = browser(zheng).get(address).content.decode()
    places = [html.index(f'id="s{n}"') for n in range(1, 6)]
    assert places == sorted(places)
    assert html.index("10 个工作日</del>") < html.index('value="agree"')
    assert " checked" not in html
    assert "同意，报复审" in html
    assert "SP-" in html


def test_an_approver_agrees_by_a_plain_post(browser, zheng, address):
    answer = browser(zheng).post(address, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert Approval.objects.get().version == 2
    after = browser(zheng).get(address).content.decode()
    assert "初审 同意" in after
    assert 'name="verdict"' not in after


def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(browser, zheng, address):
    answer = browser(zheng).post(address, {**FORM, "focus-risk": "", "opinion": "原则同意"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-focus-risk"' in html
    assert "需求属实" in html
    assert "原则同意" in html
    assert re.search(r'value="agree"[^>]* checked', html)


def test_a_return_asks_where_to_and_why(browser, zheng, address):
    client = browser(zheng)
    html = client.post(address, {"verdict": "return", "seen": "1", "key": "k2"}).content.decode()
    assert 'href="#f-return_to"' in html
    assert 'href="#f-reason"' in html
    done = client.post(address, {"verdict": "return", "return_to": "submitter", "reason": "材料不齐", "seen": "1", "key": "k2"})
    assert done.status_code == 303
    assert "退回提交人" in client.get(address).content.decode()


def test_red_points_come_first_and_agreement_cannot_be_chosen(browser, zheng, address, red):
    html = browser(zheng).get(address).content.decode()
    assert "1 处不符合，不能同意" in html
    assert re.search(r'value="agree"[^>]* disabled', html)
    assert html.index("“银行预约开户”没有牵头单位") < html.index("一家意见没有采纳")
    answer = browser(zheng).post(address, FORM)
    assert answer.status_code == 422
    assert "未办成：审批" in answer.content.decode()


def test_whoever_may_not_decide_reads_why_instead_of_a_form(browser, zhou, zheng, address, assign):
    from heli.people.queries import actor_for

    assign(zheng.post, zhou.person)
    html = browser(actor_for(zhou.person, zheng.post)).get(address).content.decode()
    assert "你是本方案的提交人，不能初审" in html
    assert 'name="verdict"' not in html


def test_whose_turn_has_not_come_reads_who_is_asked_now(browser, zheng, li, address):
    assert "现在由初审岗位办理" in browser(li).get(address).content.decode()
    assert "现在由初审岗位办理" not in browser(zheng).get(address).content.decode()


def test_the_submitter_sees_the_page_with_a_way_to_withdraw_and_no_form(browser, zhou, address):
    html = browser(zhou).get(address).content.decode()
    assert "撤回报批" in html
    assert 'name="verdict"' not in html
    assert "未办成" not in html


def test_a_stranger_gets_the_same_answer_as_for_nothing(browser, cast, address, approval):
    stranger = browser(cast("陈晓燕"))
    hidden, absent = stranger.get(address), stranger.get("/approvals/00000000-0000-4000-8000-000000000000/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert "企业开办协作流程" not in hidden.content.decode()
    with pytest.raises(Absent):
        approval_page(cast("陈晓燕"), "SP-2099-0001")


def test_the_number_leads_to_the_page(browser, zheng, approval):
    assert re.fullmatch(r"SP-\d{4}-\d{4}", approval.number)
    assert browser(zheng).get(f"/approvals/{approval.number}/").status_code == 200


def test_the_printed_form_names_unit_post_name_and_time_and_leaves_blanks(browser, zheng, lin, approval, address):
    perform(zheng, "approval.decide", approval, AGREE)
    sheet = browser(lin).get(address).content.decode().split("跨部门协作事项审批单")[1]
    assert "滨江市市场监督管理局 · 副局长　郑国强" in sheet
    assert sheet.count('class="blank"') == 2


def test_the_page_takes_the_same_queries_however_far_the_chain_is(approval, zheng, li, lin):
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            approval_page(lin, approval.id)
        return len(taken)

    perform(zheng, "approval.decide", approval, AGREE)
    first = queries()
    perform(li, "approval.decide", approval, AGREE)
    assert queries() == first <= 12


def test_what_has_ended_claims_nothing_about_what_was_not_looked_at(browser, zheng, address, red):
    client = browser(zheng)
    assert "没有问题" not in client.get(address).content.decode()
    client.post(address, {"verdict": "return", "return_to": "submitter", "reason": "材料不齐", "seen": "1", "key": "k9"})
    html = client.get(address).content.decode()
    assert "没有问题" not in html
    assert "处不符合" not in html


def test_an_open_approval_claims_only_what_its_gate_looks_at(browser, zheng, address):
    html = browser(zheng).get(address).content.decode()
    assert html.count("职责和各单位确认没有问题") == 2
    assert "没有不符合的条款" not in html
