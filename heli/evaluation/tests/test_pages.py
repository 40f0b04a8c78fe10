"""评价: figures with their records, judgements, views, lessons, the archive, closing; and the search in the archive."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.collaborations.models import Outcome
from heli.collaborations.tests.telling import told
from heli.evaluation.models import Judgement, Lesson, View
from heli.evaluation.pages import evaluation
from heli.evaluation.queries import dimensions, figures
from heli.kernel.cards import find
from heli.kernel.time import clock_at
from heli.knowledge.models import ArchiveItem
from tests.walk.story import DOERS, LIAISONS, unit

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def hidden(page, action):
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


@pytest.fixture
def walk(cast):
    return told(cast, 5)


@pytest.fixture
def where(walk):
    return f"/c/{walk.row.number}/evaluation/"


def test_each_figure_is_computed_again_from_the_records_that_the_page_lists(walk, where, browser, cast):
    found = dimensions(walk.c)
    assert set(found) == {"goal", "process", "quality", "improvement"}
    for dimension in found.values():
        assert dimension.figure.part == sum(r.counts for r in dimension.records)
        assert dimension.figure.whole == len(dimension.records)
    assert (figures(walk.c)["quality"].part, figures(walk.c)["quality"].whole) == (16, 17)
    page = text(browser(cast("李敏")).get(where))
    for dimension in found.values():
        for record in dimension.records:
            assert record.words in page
    assert "一次验收通过的任务 ÷ 全部任务 ＝ 16 ÷ 17 ＝ 94%" in page


def test_from_judgement_to_closing_on_one_page(walk, where, browser, cast):
    group = browser(cast("李敏", "coordination"))
    address = f"{where}judge/quality/"
    given = hidden(text(group.get(where)), address)
    refused = group.post(address, {**given, "verdict": "good", "words": "好"})
    assert refused.status_code == 422
    assert 'value="good" selected' in text(refused)
    assert group.post(address, {**given, "verdict": "good", "words": "只有一项返工，口径已统一"}).status_code == 303
    judged = Judgement.objects.get()
    assert (judged.dimension, judged.figure["part"]) == ("quality", 16)
    liaison = browser(cast(LIAISONS["税务"]))
    asked = walk.row.asked.get(unit=unit("税务"))
    address = f"{where}view/{asked.id}/"
    given = hidden(text(liaison.get(where)), address)
    refused = liaison.post(address, {**given, "satisfaction": "poor"})
    assert (refused.status_code, "不满意时写明原因" in text(refused)) == (422, True)
    assert liaison.post(address, {**given, "satisfaction": "fair", "words": "预警调整晚了两天"}).status_code == 303
    assert View.objects.get().satisfaction == "fair"
    assert "基本满意。预警调整晚了两天" in text(group.get(where))
    assert browser(cast(DOERS["公安"])).post(address, {"satisfaction": "good"}).status_code == 403
    lead = browser(cast("周建国"))
    page = text(lead.get(where))
    lesson = {"title": "回执列入首次清单", "why": "首次漏了回执", "next_time": "受理时一次告知"}
    assert lead.post(f"{where}lesson/", {**hidden(page, f"{where}lesson/"), **lesson}).status_code == 303
    assert Lesson.objects.get().title == "回执列入首次清单"
    at = f"/c/{walk.row.number}/"
    refused = lead.post(f"{at}close/", hidden(text(lead.get(f"{at}gate/")), f"{at}close/"))
    assert refused.status_code == 422
    assert "还没有评价" in text(refused)


def test_the_archive_stands_on_the_page_and_is_found_by_search(walk, where, browser, cast):
    lead = browser(cast("周建国"))
    page = text(lead.get(where))
    assert "归档清单" in page
    assert "0 / 3 件已归档" in text(lead.get(where))
    address = f"/c/{walk.row.number}/archive/"
    given = hidden(page, address)
    refused = lead.post(address, {**given, "retention_months": "24"})
    assert refused.status_code == 422
    assert "保管期限短于规范规定的期限" in text(refused)
    assert 'value="24"' in text(refused)
    assert lead.post(address, {**given, "retention_months": "360"}).status_code == 303
    count = ArchiveItem.objects.count()
    assert f"{count} 件已归档，校验值一致" in text(lead.get(where))
    found = text(lead.get("/archive/?q=表单"))
    assert "企业开办一张表单" in found
    assert "企业开办办理结果" not in found
    assert "没有找到" in text(lead.get("/archive/?q=没有这个词"))
    assert "还没有归档成果" in text(browser(cast("安维新")).get("/archive/"))


def test_a_foreign_evaluation_is_absent_and_unknown_verbs_are_too(walk, where, browser, cast):
    stranger, lead = browser(cast("安维新")), browser(cast("周建国"))
    for address in (where, f"{where}judge/goal/", f"{where}lesson/", f"/c/{walk.row.number}/archive/"):
        assert stranger.get(address).status_code == 404
    assert lead.get(f"{where}judge/nothing/").status_code == 404
    assert lead.get(f"{where}nothing/").status_code == 404


def test_the_number_of_queries_stays(walk, where, browser, cast):
    me = browser(cast("丁一"))
    me.get(where)
    with CaptureQueriesContext(connection) as before:
        me.get(where)
    for n in range(3):
        lesson = {"title": f"经验第 {n} 条", "why": "首次漏了回执", "next_time": "受理时一次告知"}
        walk.do("周建国", "lesson.write", None, lesson)
    with CaptureQueriesContext(connection) as after:
        me.get(where)
    assert len(after) <= len(before) + 2  # lessons have writers, whose names of that day are two queries


def test_what_rests_is_not_late_and_what_was_cancelled_asks_nobody(walk, where, browser, cast):
    """丁一 answers for the data bureau; the matter rests on the last day and goes on resting after it."""
    liaison, asked = cast("丁一"), walk.row.asked.get(unit=unit("数据"))
    form = f"{where}view/{asked.id}/"
    assert form in text(browser(liaison).get(where))
    walk.do("周建国", "collaboration.suspend", None, {"reason": "等待上级批复"})
    with clock_at(asked.due_at + timedelta(days=30)):
        card = find("collaboration", walk.c, visible_to=liaison)
        assert not any(v.late for v in evaluation(liaison, card, 7, "active").views)
        walk.do("周建国", "collaboration.cancel", None, {"reason": "上级另有安排"})
    assert form not in text(browser(liaison).get(where))


def test_the_page_says_target_and_actual_value_what_came_back_and_what_is_left_behind(startup, browser, cast):
    s = startup("handed_in")
    s.do(
        s.receiver("税务"),
        "task.accept",
        s.task("税务"),
        {"accepted": False, "complete": False, "good": False, "words": "缺回执"},
    )
    s.do("马骏", "matter.sign", next(m for m in s.waiting("task.do") if m.about_id == s.task("税务").id), {})
    s.do("马骏", "task.hand_in", s.task("税务"), {"words": "已补齐回执"})
    s.reach("handed_over")
    s.do("唐宁", "delivery.receive", s.item("表单"), {"received": False, "words": "缺使用说明"})
    s.do("许文静", "delivery.hand_over", s.item("表单"), {"actual": "60 项"})
    s.reach("filed")
    found = dimensions(s.c)
    back = [(r.words, r.said) for r in found["process"].records if not r.counts]
    assert back == [(f"{s.task('税务').number} 税务办理", "验收退回"), ("成果", "签收退回")]
    assert (found["process"].figure.part, found["process"].figure.whole) == (3, 5)
    outcome = Outcome.objects.get(collaboration=s.c, title__endswith="表单")
    assert any(r.said == f"目标值 {outcome.target}，实际值 60 项，已签收" for r in found["goal"].records)
    assert [(r.words, r.said) for r in found["improvement"].records] == [("一次告知", "受理时一次告知")]
    page = text(browser(cast("李敏")).get(f"/c/{s.row.number}/evaluation/"))
    assert "<b>1</b> 条" in page
    assert "写下的经验与不足，每条写明下次怎么办 ＝ 1 条" in page
    assert "2.4.f" in page
    assert "2.4.c" not in page
