"""The head and the overview of a collaboration as each persona meets them."""

from __future__ import annotations

import pytest

from heli.collaborations.head import head
from heli.collaborations.home import COUNTS, home
from heli.collaborations.listing import Asked, listing
from heli.collaborations.tests.telling import told
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref
from tests.walk.story import unit

pytestmark = pytest.mark.django_db


def test_the_head_says_who_leads_and_counts_the_tasks(cast):
    story = told(cast, 3)
    top = head(cast("周建国", "officer"), story.row.number, "overview")
    assert (top.title, top.lamp) == (story.title, "ok")
    assert top.meta[0] == "牵头：滨江市市场监督管理局 周建国"
    tasks = next(t for t in top.tabs if t.key == "tasks")
    assert tasks.count == top.facts["tasks_now"] == story.row.tasks.count() > 0
    assert next(t for t in top.more if t.key == "compliance")


def test_a_draft_is_absent_for_units_that_are_not_invited_yet(cast):
    story = told(cast, 0)
    made = story.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": story.title})
    assert head(cast("周建国", "officer"), str(made.id), "overview").lamp_text == "草稿"
    with pytest.raises(Absent):
        head(cast("陈晓燕"), str(made.id), "overview")


def test_a_cancelled_collaboration_is_in_no_stage_any_more(startup, browser):
    s = startup("approved")
    zhou = s.cast("周建国", "officer")

    def rail():
        return [x.state for x in home(zhou, head(zhou, s.row.number, "overview", COUNTS)).stages]

    assert rail() == ["done", "done", "done", "now", "now", "next", "next"]
    s.do("周建国", "collaboration.cancel", None, {"reason": "上级另有部署"})
    assert rail() == ["done", "done", "done", "over", "over", "next", "next"]
    html = browser(zhou).get(f"/c/{s.row.number}/").content.decode()
    assert "<b>已撤销</b>，共 7 阶段" in html
    assert 'aria-current="step"' not in html


def test_the_list_puts_what_has_no_day_last_and_counts_by_the_same_filter(startup):
    s = startup("confirmed")
    zhou = s.cast("周建国", "officer")
    for title in ("甲事项联合办理", "乙事项联合办理"):
        s.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": title})
    found = listing(zhou, Asked(state="all"))
    assert [x.due_on is None for x in found.lines] == [False, True, True]
    assert {label: count for label, _url, count, _on in found.states} == {"在办": 1, "草稿": 2, "已结束": 0, "全部": 3}
    for state, total in (("open", 1), ("draft", 2), ("ended", 0)):
        assert listing(zhou, Asked(state=state)).total == total
