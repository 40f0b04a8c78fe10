"""List, wizard, need, overview, parties and approvals in the browser's eyes."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts.sentences import sentence
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.tests.telling import told
from heli.kernel.ref import Ref
from tests.walk import story as tale
from tests.walk.story import post, unit

pytestmark = pytest.mark.django_db
TITLE = "企业开办“一件事”上线"


def text(response):
    return response.content.decode()


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', page))


def flat(given, prefix=""):
    """Nested input as a form posts it."""
    out = {}
    for name, value in given.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for i, row in enumerate(value):
                out.update(flat(row, f"{prefix}{name}-{i}-"))
        else:
            out[prefix + name] = value
    return out


def send(client, address, given, **more):
    page = text(client.get(address))
    return client.post(address, {**flat(given), **hidden(page), **more})


@pytest.fixture
def zhou(cast, browser):
    return browser(cast("周建国", "officer"))


@pytest.fixture
def draft(cast):
    story = told(cast, 0)
    made = story.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": TITLE})
    story.c = made.id
    return story


def test_a_scenario_says_only_the_defaults_that_it_brings(zhou, draft):
    assert re.search(r"公共服务协同办理.*?内部 · 成果一般为服务产品", text(zhou.get("/c/new/")), re.S)
    first = text(zhou.get(f"/c/{draft.c}/wizard/2/"))
    assert re.search(r'name="outcomes-0-kind" value="service"[^>]* checked', first)
    assert not re.search(r'name="outcomes-0-kind" value="policy"[^>]* checked', first)


def test_a_need_is_written_in_five_steps_and_submitted(zhou):
    made = send(zhou, "/c/new/", {"scenario": "service", "title": TITLE})
    assert made.status_code == 303
    at = made["Location"]
    for given in (tale.describing(TITLE) | {"level": "内部"}, {"outcomes": tale.outcomes()}, tale.roles(), tale.schedule()):
        sent = send(zhou, at, given)
        assert sent.status_code == 303, text(sent)
        at = sent["Location"]
    assert at.endswith("/wizard/5/")
    page = text(zhou.get(at))
    assert "滨江市市场监督管理局" in page
    assert "还差" not in page
    sent = send(zhou, at, {})
    assert sent.status_code == 303, text(sent)
    assert re.fullmatch(r"/c/XZ-\d{4}-\d+/", sent["Location"])
    assert zhou.get(sent["Location"]).status_code == 200


def test_the_last_step_says_what_is_missing_and_where(zhou, draft):
    at = f"/c/{draft.c}/wizard/5/"
    page = text(zhou.get(at))
    assert "补写“现在的问题”" in page
    assert f"/c/{draft.c}/wizard/3/" in page
    sent = send(zhou, at, {})
    assert sent.status_code == 422
    assert "2.2.1" in text(sent)


def test_what_was_typed_stays_when_a_step_is_refused(zhou, draft):
    at = f"/c/{draft.c}/wizard/2/"
    rows = [{"title": "一张表单", "kind": "service", "indicator": "填报项数"}, {"title": "", "kind": "data", "target": "61 项"}]
    sent = send(zhou, at, {"outcomes": rows})
    page = text(sent)
    assert sent.status_code == 422
    assert 'value="一张表单"' in page
    assert 'value="填报项数"' in page
    assert 'value="61 项"' in page
    assert "errsum" in page
    assert not Outcome.objects.exists()


def test_rows_are_added_and_taken_out_without_losing_the_others(zhou, draft):
    at = f"/c/{draft.c}/wizard/2/"
    rows = [{"title": "甲成果", "kind": "service"}, {"title": "乙成果", "kind": "data"}]
    page = text(send(zhou, at, {"outcomes": rows}, _add="outcomes"))
    assert 'name="outcomes-2-title"' in page
    page = text(send(zhou, at, {"outcomes": rows}, _remove="outcomes-0"))
    assert 'value="甲成果"' not in page
    assert 'value="乙成果"' in page


def test_a_refused_role_keeps_what_was_picked(zhou, draft):
    given = tale.roles() | {"lead_post": str(post("林志远"))}
    sent = send(zhou, f"/c/{draft.c}/wizard/3/", given)
    page = text(sent)
    assert sent.status_code == 422
    assert "牵头经办须是牵头单位的岗位" in page
    assert f'value="{post("韩雪")}" selected' in page
    assert page.count('name="modules-') == 5 * 4


def test_the_schedule_marks_days_of_a_year_without_notice(zhou, draft):
    given = tale.schedule() | {"due_on": "2027-06-30"}
    given["goals"][-1]["due_on"] = "2027-06-15"
    sent = send(zhou, f"/c/{draft.c}/wizard/4/", given, next="stay")
    assert sent["Location"] == f"/c/{draft.c}/"
    page = text(zhou.get(f"/c/{draft.c}/wizard/4/"))
    assert "个暂定" in page
    assert page.count(">暂定</span>") == sum(g["due_on"] >= "2027" for g in given["goals"])
    assert "公布后，已经定下的日期不自动改动" in page
    need = text(zhou.get(f"/c/{draft.c}/need/"))
    assert "至 2027-06-30（暂定）" in need
    assert "2027-06-15</time>（暂定） 前" in need


def test_a_draft_is_absent_for_other_units(cast, browser, draft):
    chen = browser(cast("陈晓燕"))
    nowhere = chen.get("/c/XZ-2026-999/").content
    for page in ("", "need/", "parties/", "approvals/", "wizard/1/", "suspend/"):
        answer = chen.get(f"/c/{draft.c}/{page}")
        assert answer.status_code == 404
        assert answer.content == nowhere
    assert TITLE not in text(chen.get("/c/?state=all"))


def test_the_deputy_head_confirms_the_need_and_the_drafter_does_not_see_the_form(cast, browser, zhou, draft):
    for act, given in (
        ("need.describe", tale.describing(TITLE)), ("need.outcomes", {"outcomes": tale.outcomes()}),
        ("need.roles", tale.roles(risk="林志远")), ("need.schedule", tale.schedule()), ("need.submit", None),
    ):  # fmt: skip
        draft.do("周建国", act, None, given)
    at = f"/c/{draft.row.number}/need/"
    page = text(zhou.get(at))
    assert "你的意见" not in page
    assert "起草和提交需求的人不能自己确认" in page
    assert "撤回需求" in page
    zheng = browser(cast("郑国强"))
    assert "你的意见" in text(zheng.get(at))
    nothing = send(zheng, at, {"opinion": "先写意见"})
    assert nothing.status_code == 422
    assert "先写意见" in text(nothing)
    refused = send(zheng, at, {"confirmed": "true", "opinion": "需求属实"})
    assert refused.status_code == 422
    assert "1.2.1.a" in text(refused)
    assert "需求属实" in text(refused)
    assert send(zheng, at, {"confirmed": "false", "opinion": "分管领导不能兼任"}).status_code == 303
    draft.do("周建国", "need.roles", None, tale.roles())
    draft.do("周建国", "need.submit")
    assert send(zheng, at, {"confirmed": "true", "opinion": "需求属实"}).status_code == 303
    assert draft.row.stage == 2
    assert "已确认" in text(zhou.get(at))
    log = f"/log/collaboration/{draft.row.number}/"
    told = text(zheng.get(log))
    assert "分管领导不能兼任" in told
    assert "需求属实" in told
    assert "被拒绝：" in told  # the refused deed, to whoever tried it
    assert "被拒绝：" not in text(zhou.get(log))


def test_a_remark_that_was_not_made_is_not_told():
    assert sentence("party.answer", {"accepted": True, "reason": ""}, "", {}) == "接受参加"


def test_the_unit_takes_its_need_back(zhou, draft):
    for act, given in (
        ("need.describe", tale.describing(TITLE)), ("need.outcomes", {"outcomes": tale.outcomes()}),
        ("need.roles", tale.roles()), ("need.schedule", tale.schedule()), ("need.submit", None),
    ):  # fmt: skip
        draft.do("周建国", act, None, given)
    sent = send(zhou, f"/c/{draft.row.number}/need/take-back/", {"reason": "范围还要再核"})
    assert sent.status_code == 303
    assert draft.row.state == "draft"


def test_the_liaison_officer_answers_the_invitation(cast, browser):
    story = told(cast, 1)
    at = f"/c/{story.row.number}/parties/"
    chen = browser(cast("陈晓燕"))
    refused = send(chen, at, {"accepted": "false"})
    assert refused.status_code == 422
    assert "谢绝时写明理由" in text(refused)
    assert send(chen, at, {"accepted": "true"}).status_code == 303
    assert Party.objects.get(collaboration=story.c, unit=unit("税务")).state == "accepted"
    assert "你单位是否参加" not in text(chen.get(at))


def test_the_overview_says_what_the_gate_asks_and_leads_the_way_out(cast, browser, zhou):
    story = told(cast, 3)
    at = f"/c/{story.row.number}/"
    assert 'data-l="牵头">滨江市市场监督管理局<' in text(zhou.get("/c/"))
    assert f'hx-get="{at}gate/"' in text(zhou.get(at))
    page = text(zhou.get(f"{at}gate/"))
    part = text(zhou.get(f"{at}gate/", headers={"HX-Request": "true"}))
    assert part.startswith('<section class="card" aria-label="关口">')  # what the overview takes in has no frame
    assert "转入“成果交付”前还缺" in page
    assert "2.2.4" in page
    assert 'aria-disabled="true" aria-describedby="why-leave"' in page
    refused = client_post(zhou, at + "leave/", page)
    assert refused.status_code == 422
    assert "2.2.4" in text(refused)
    leader = text(browser(cast("林志远")).get(at))
    assert "中止" in leader
    assert "中止" not in text(browser(cast("陈晓燕")).get(at))


def client_post(client, address, page):
    return client.post(address, hidden(page))


def test_a_suspended_matter_is_resumed(cast, zhou):
    story = told(cast, 3)
    at = f"/c/{story.row.number}/"
    assert send(zhou, at + "suspend/", {"reason": "等上级系统升级"}).status_code == 303
    page = text(zhou.get(at))
    assert "已中止" in page
    assert "等上级系统升级" in page
    assert send(zhou, at + "resume/", {"reason": "系统已升级"}).status_code == 303
    assert "已中止" not in text(zhou.get(at))


def test_the_approvals_page_shows_the_chain(cast, zhou):
    story = told(cast, 3)
    page = text(zhou.get(f"/c/{story.row.number}/approvals/"))
    assert page.count("已同意") == 4
    assert "林志远" in page


def test_the_list_is_filtered_and_makes_few_queries(cast, zhou, draft, browser):
    assert TITLE not in text(zhou.get("/c/"))
    assert TITLE in text(zhou.get("/c/?state=draft&q=企业&lead="))
    assert TITLE not in text(zhou.get("/c/?state=draft&q=不动产"))
    assert "没有符合筛选的事项" in text(zhou.get("/c/?state=draft&stage=7"))
    assert zhou.get("/c/?page=999&stage=x&state=nonsense").status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as few:
        zhou.get("/c/?state=all")
    for n in range(5):
        draft.do(
            "周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": f"另一件协作事项{n}"}
        )
    with CaptureQueriesContext(connection) as many:
        page = text(zhou.get("/c/?state=all"))
    assert page.count("草稿 · 提交后编号") == 6
    assert len(few) == len(many) <= 15
    assert Collaboration.objects.count() == 6


def test_the_overview_makes_the_same_queries_for_more_tasks(cast, zhou):
    story = told(cast, 3)
    at = f"/c/{story.row.number}/"
    zhou.get(at)
    with CaptureQueriesContext(connection) as few:
        zhou.get(at)
    for task in story.tasks()[:4]:
        tale.sign(story, task, next(tale.DOERS[s] for s in tale.UNITS if unit(s) == task.unit_id))
    with CaptureQueriesContext(connection) as many:
        zhou.get(at)
    assert abs(len(few) - len(many)) <= 2, (len(few), len(many))
