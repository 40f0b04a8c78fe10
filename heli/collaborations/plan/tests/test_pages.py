"""The plan as its designer and others meet it, up to the submission."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.approvals.gates import red_points
from heli.collaborations.duties.models import DutyCell
from heli.collaborations.plan.models import NoRisk, Risk, Task
from heli.collaborations.plan.pages import plan_page
from heli.kernel.cards import find
from heli.kernel.ref import Ref
from heli.ledger.doors import door
from tests.walk import story
from tests.walk.story import LIAISONS, UNITS, day, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def han(browser, cast):
    return browser(cast("韩雪"))


@pytest.fixture
def ready(settled):
    story.consult(settled.walk)
    settled.do("韩雪", "column.send")
    for short in UNITS:
        settled.do(LIAISONS[short], "column.confirm", {"confirmed": True}, settled.party(short).ref)
    return settled


def given(world, **other):
    return {
        "title": "印章备案", "duty": world.duty("银行预约开户").id, "unit": unit("公安"), "receiver": unit("数据"),
        "starts_on": day(3), "due_on": day(5), "deliverable": "备案回执", "criterion": "回执可查", "key": "t", **other,
    }  # fmt: skip


def test_the_plan_says_what_is_missing_before_the_submission_with_the_clause(planned, han):
    html = han.get(f"{planned.url}plan/").content.decode()
    assert "报批前还差" in html
    assert "“银行预约开户”没有牵头单位" in html
    assert "/norm/1.2.2.b/" in html
    refused = han.post(f"{planned.url}plan/submit/", {"seen": planned.row.version, "key": "s"})
    assert refused.status_code == 422
    assert "没有牵头单位" in refused.content.decode()


def test_a_task_is_added_changed_and_dropped(planned, han):
    page = f"{planned.url}plan/"
    assert han.post(f"{page}tasks/add/", given(planned, seen=planned.row.version)).status_code == 303
    task = Task.objects.get(title="印章备案")
    html = han.get(f"{page}tasks/{task.id}/").content.decode()
    assert "备案回执" in html
    assert f'value="{task.unit_id}" selected' in html
    first = Task.objects.filter(collaboration=planned.row).order_by("order")[0]
    changed = given(planned, title="印章刻制", needs=[first.id], starts_on=day(12), due_on=day(13), seen=task.version)
    assert han.post(f"{page}tasks/{task.id}/", changed).status_code == 303
    assert "T-01" in han.get(page).content.decode()
    task.refresh_from_db()
    assert [str(link.needs_id) for link in task.links.all()] == [str(first.id)]
    assert han.post(f"{page}tasks/{task.id}/drop/", {"words": "并入受理", "seen": task.version, "key": "d"}).status_code == 303
    assert "印章刻制</a>" not in han.get(page).content.decode()


def test_a_refused_task_keeps_what_was_typed(planned, han):
    own = given(planned, receiver=unit("公安"), goal="当天办结", seen=planned.row.version)
    answer = han.post(f"{planned.url}plan/tasks/add/", own)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "接收单位不能是承办单位自己" in html
    assert "当天办结" in html
    assert "印章备案" in html


def test_flaws_stand_at_their_task(planned, han):
    planned.do("韩雪", "task.plan", {**{k: str(v) for k, v in given(planned, criterion="").items() if k != "key"}})
    assert "还缺验收标准" in han.get(f"{planned.url}plan/").content.decode()


def test_risks_are_named_or_said_to_be_none(listed, han):
    page = f"{listed.url}plan/"
    refused = han.post(f"{page}risks/add/", {"title": "联调滞后", "level": "", "response": "每周联调", "seen": "1", "key": "a"})
    assert refused.status_code == 422
    assert "每周联调" in refused.content.decode()
    seen = listed.row.version
    assert han.post(f"{page}risks/none/", {"words": "逐项排查接口和窗口", "seen": seen, "key": "b"}).status_code == 303
    assert "排查后没有发现风险" in han.get(page).content.decode()
    named = {"title": "联调滞后", "level": "high", "response": "每周联调", "seen": seen, "key": "c"}
    assert han.post(f"{page}risks/add/", named).status_code == 303
    assert (Risk.objects.count(), NoRisk.objects.count()) == (1, 0)


def test_others_read_the_plan_and_change_nothing(planned, browser, cast):
    chen = browser(cast("陈晓燕", "liaison"))
    html = chen.get(f"{planned.url}plan/").content.decode()
    assert "plan/tasks/add/" not in html
    assert chen.post(f"{planned.url}plan/tasks/add/", given(planned, seen=planned.row.version)).status_code == 403


def test_the_submission_leads_to_the_approval_and_a_red_cell_forbids_to_agree(ready, han, cast):
    html = han.get(f"{ready.url}plan/").content.decode()
    assert "可以报批" in html
    done = han.post(f"{ready.url}plan/submit/", {"seen": ready.row.version, "key": "s"})
    assert done.status_code == 303
    assert done.headers["Location"].startswith("/approvals/")
    assert "已报批" in han.get(f"{ready.url}plan/").content.decode()
    assert red_points(ready.row.ref) == ()
    _take_away_the_lead(ready)
    assert {r.clause for r in red_points(ready.row.ref)} == {"1.2.2.b", "1.2.3"}
    approval = ready.row.designs.get().approval
    page = han.get(f"/approvals/{approval}/").content.decode()
    assert "没有牵头单位" in page


def _take_away_the_lead(world):
    """As an expiring cell would: behind the back of the acts, which all refuse after the submission."""
    cell = DutyCell.objects.get(duty=world.duty("银行预约开户"), unit=unit("人行"))
    with door("act", announce=False), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {DutyCell._meta.db_table} SET kinds = %s WHERE id = %s", ['["do"]', cell.id.hex])


def test_after_the_final_agreement_the_baseline_is_named(ready, han, cast):
    ready.do("韩雪", "design.submit")
    approval = ready.row.designs.get().approval
    for name in ("郑国强", "李敏", "林志远"):
        ready.do(name, "approval.decide", story.agreement(), Ref("approval", approval))
    html = han.get(f"{ready.url}plan/").content.decode()
    assert "第 1 版基线" in html
    assert "plan/tasks/add/" not in html


def test_the_plan_takes_the_same_queries_however_many_tasks(planned, cast):
    actor = cast("韩雪")
    card = find("collaboration", planned.row.id, visible_to=actor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            plan_page(actor, card)
        return len(taken)

    before = queries()
    for n in range(5):
        planned.do("韩雪", "task.plan", {k: str(v) for k, v in given(planned, title=f"印章备案 {n}").items() if k != "key"})
    assert queries() == before
