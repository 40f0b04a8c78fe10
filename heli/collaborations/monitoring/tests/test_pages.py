"""执行监控: checks of progress, problems, and leaving one over."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.collaborations.monitoring.models import LeftOver, Problem, ProgressCheck
from heli.collaborations.tests.startup import delivered
from heli.collaborations.tests.telling import told
from heli.kernel.time import at, clock_at
from heli.matters.models import Matter
from tests.walk.story import day, post, unit

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def hidden(page, action):
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


@pytest.fixture
def walk(cast):
    return told(cast, 3)


@pytest.fixture
def where(walk):
    return f"/c/{walk.row.number}/problems/"


def test_a_problem_is_registered_and_what_was_typed_stays_when_refused(walk, where, browser, cast):
    me = browser(cast("陈晓燕"))
    given = hidden(text(me.get(where)), f"{where}raise/")
    form = {**given, "title": "地址库字段不一致", "detail": "门牌号写法不同", "unit": str(unit("公安")), "due_on": "2020-01-02"}
    refused = me.post(f"{where}raise/", form)
    assert refused.status_code == 422
    assert "解决期限不能早于今天" in text(refused)
    assert "门牌号写法不同" in text(refused)
    assert me.post(f"{where}raise/", {**form, "due_on": str(day(3))}).status_code == 303
    page = text(me.get(where))
    assert "WT-01　地址库字段不一致" in page
    assert "1 个没有着落" in page
    assert re.search(r'href="/matters/[0-9a-f-]+/">答复和确认', page)


def test_only_the_group_and_the_lead_check_progress(walk, where, browser, cast):
    lead = browser(cast("周建国"))
    given = hidden(text(lead.get(where)), f"{where}check/")
    assert lead.post(f"{where}check/", {**given, "words": "九个环节都已派出"}).status_code == 303
    assert ProgressCheck.objects.get().words == "九个环节都已派出"
    other = browser(cast("陈晓燕"))
    page = text(other.get(where))
    assert "九个环节都已派出" in page
    assert f'action="{where}check/"' not in page
    assert other.post(f"{where}check/", {"words": "代为检查", "seen": given["seen"]}).status_code == 403


def test_the_lead_leaves_a_problem_over_with_owner_and_day(walk, where, browser, cast):
    walk.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("公安")), "due_on": str(day(3))})
    problem = Problem.objects.get()
    address = f"{where}{problem.id}/leave/"
    assert address not in text(browser(cast("陈晓燕")).get(where))
    lead = browser(cast("周建国"))
    assert address in text(lead.get(where))
    given = hidden(text(lead.get(address)), address)
    form = {**given, "reason": "由公安升级接口后解决", "owner": str(post("王海涛")), "due_on": str(day(20))}
    assert lead.post(address, form).status_code == 303
    assert LeftOver.objects.get().owner_id == post("王海涛")
    page = text(lead.get(where))
    assert "列为遗留" in page
    assert "王海涛" in page
    assert "都有着落" in page


def test_a_foreign_problem_and_page_are_absent(walk, where, browser, cast):
    walk.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("公安")), "due_on": str(day(3))})
    stranger = browser(cast("安维新"))
    for address in (where, f"{where}raise/", f"{where}{Problem.objects.get().id}/leave/"):
        assert stranger.get(address).status_code == 404
    assert browser(cast("周建国")).get(f"{where}nothing/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_problems(walk, where, browser, cast):
    me = browser(cast("周建国"))
    for n, whose in enumerate(("公安", "人社")):
        walk.do("陈晓燕", "problem.raise", None, {"title": f"第 {n} 个问题", "unit": str(unit(whose)), "due_on": str(day(3))})
    me.get(where)
    with CaptureQueriesContext(connection) as few:
        me.get(where)
    for n in range(3):
        walk.do("陈晓燕", "problem.raise", None, {"title": f"又一个问题 {n}", "unit": str(unit("人社")), "due_on": str(day(4))})
    with CaptureQueriesContext(connection) as many:
        me.get(where)
    assert len(many) == len(few) <= 24


def shown(page, number="WT-01"):
    return page.split(f'id="{number}"', 1)[1].split("</li>", 1)[0]


def test_a_problem_has_the_time_that_its_matter_has(walk, where, browser, cast):
    walk.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("公安")), "due_on": str(day(1))})
    matter = Matter.objects.get(kind="problem.solve")
    with clock_at(at(day(4), 12)):
        assert "逾期未解决" in shown(text(browser(cast("周建国")).get(where)))
        walk.do("陈晓燕", "matter.extend", matter.ref, {"days": 9, "reason": "等地址库升级"})
        page = shown(text(browser(cast("周建国")).get(where)))
    assert "待解决" in page
    assert f'datetime="{day(13)}' in page


def test_nothing_is_late_while_the_matter_is_suspended(walk, where, browser, cast):
    walk.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("公安")), "due_on": str(day(1))})
    walk.do("周建国", "collaboration.suspend", None, {"reason": "等待省里统一安排"})
    with clock_at(at(day(12), 12)):
        page = text(browser(cast("周建国")).get(where))
        assert "待解决" in shown(page)
        assert "检查周期暂停" in page
        assert "下次检查" not in page
        walk.do("周建国", "collaboration.resume", None, {"reason": "安排已明确"})
        page = text(browser(cast("周建国")).get(where))
    assert "待解决" in shown(page)
    assert f'datetime="{day(13)}' in shown(page)
    assert "检查周期暂停" not in page


def test_a_problem_of_the_delivery_can_still_be_left_over_in_the_evaluation(startup, browser, cast):
    s = startup("handed_over")
    raised = s.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("数据")), "due_on": str(day(3))})
    delivered(s)
    assert s.row.stage == 7
    where = f"/c/{s.row.number}/problems/"
    me = browser(cast("周建国", "officer"))
    address = f"{where}{raised.id}/leave/"
    assert address in text(me.get(where))
    form = {
        **hidden(text(me.get(address)), address),
        "reason": "由数据局升级接口",
        "owner": str(post("丁一")),
        "due_on": str(day(20)),
    }
    assert me.post(address, form).status_code == 303
    assert LeftOver.objects.get().problem_id == raised.id


def test_a_problem_taken_back_is_shown_as_such(walk, where, browser, cast):
    walk.do("陈晓燕", "problem.raise", None, {"title": "接口偶发超时", "unit": str(unit("公安")), "due_on": str(day(3))})
    walk.do("陈晓燕", "matter.take_back", Matter.objects.get(kind="problem.solve").ref, {"reason": "接口已恢复"})
    page = text(browser(cast("周建国")).get(where))
    assert "已撤回" in shown(page)
    assert "接口已恢复" in shown(page)
    assert "列为遗留" not in shown(page)
    assert "都有着落" in page
