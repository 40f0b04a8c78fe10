"""单位 · 岗位 · 姓名 of that day: after persons and units have changed, what was done keeps its names on every page."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest

from heli.acts.pipeline import perform
from heli.collaborations.tests.startup import DUTY_OF, Startup
from heli.kernel.time import clock_at, now, today
from heli.matters.models import Matter
from heli.people.models import AdminRole, Post, Unit
from heli.people.then import lines_then
from tests.walk.story import day, unit

pytestmark = pytest.mark.django_db
NEW = {"马骏": "方远", "陈晓燕": "龙鸣", "周建国": "高航", "郑国强": "常青", "傅杰": "纪宁"}
"""Who was replaced, by whom."""
RENAMED = {"税务": ("国家税务总局滨江市税务局", "国税"), "市监": ("滨江市市场监管总局", "市管")}
READER = "丁一"


def change(s: Startup) -> None:
    """Other persons in the posts, other names for two units; each by the act of its system administrator."""
    for old, new in NEW.items():
        post = Post.objects.get(id=s.cast(old, DUTY_OF.get(old, "")).post)
        role = AdminRole.objects.select_related("person").get(organisation=post.root_id, role="system")
        admin = s.cast(role.person.name)
        person = perform(admin, "person.add", Unit.objects.get(id=post.root_id), {"name": new})
        perform(admin, "post.assign", post, {"person": person.id, "reason": "岗位调整"})
    for short, (name, brief) in RENAMED.items():
        organisation = Unit.objects.get(id=unit(short))
        role = AdminRole.objects.select_related("person").get(organisation=organisation, role="system")
        perform(s.cast(role.person.name), "unit.rename", organisation, {"name": name, "short": brief, "since": day(0)})


@contextmanager
def a_week_later():
    with clock_at(now() + timedelta(days=7)):
        yield


def read(browser, s: Startup, path: str) -> str:
    page = browser(s.cast(READER)).get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def matter_of(s: Startup) -> str:
    return f"/matters/{Matter.objects.get(kind='task.do', about_id=s.task('税务').id).id}/"


DONE = {
    "need": (lambda s: f"/c/{s.c}/need/", ("滨江市市场监督管理局 · 牵头经办 · 周建国", "· 郑国强"), ()),
    "consult": (lambda s: f"/c/{s.c}/consult/", ("滨江市税务局", "陈晓燕"), ()),
    "board": (lambda s: f"/c/{s.c}/tasks/", ("马骏", "傅杰"), ("方远", "纪宁", "国税")),
    "task": (lambda s: f"/c/{s.c}/tasks/{s.task('税务').id}/", ("税务 马骏", "市监 唐宁"), ("方远", "国税", "市管 ")),
    "matter": (matter_of, ("马骏（税务）",), ("方远", "国税")),
    "approvals": (lambda s: f"/c/{s.c}/approvals/", ("滨江市市场监督管理局 · ", "· 郑国强"), ("· 常青",)),
    "approval": (
        lambda s: f"/approvals/{s.approval().id}/",
        ("滨江市市场监督管理局 · ", "郑国强"),
        ("常青", "滨江市市场监管总局 ·"),
    ),
    "delivery": (lambda s: f"/c/{s.c}/delivery/", ("市监 傅杰", "市监 唐宁"), ("纪宁", "市管 ")),
    "evaluation": (lambda s: f"/c/{s.c}/evaluation/", ("滨江市税务局", "陈晓燕", "周建国"), ("龙鸣",)),
}


@pytest.mark.parametrize("page", DONE)
def test_what_was_done_keeps_its_names(page, startup, browser):
    s = startup("evaluated")
    path, old, new = DONE[page]
    with a_week_later():
        change(s)
        shown = read(browser, s, path(s))
    assert [x for x in old if x not in shown] == []
    assert [x for x in new if x in shown] == []


def test_what_waits_has_the_names_of_today(startup, browser):
    s = startup("approved")
    given = {"title": "接口未通", "task": str(s.task("税务").id), "unit": str(unit("数据")), "due_on": str(day(9))}
    s.do("陈晓燕", "problem.raise", None, given)
    with a_week_later():
        change(s)
        task, problems = (read(browser, s, f"/c/{s.c}/{x}") for x in (f"tasks/{s.task('税务').id}/", "problems/"))
    assert "方远" in task
    assert "国税" in task
    assert "马骏" not in task
    assert "税务 陈晓燕" in problems
    assert "国税 龙鸣" not in problems


def test_many_posts_and_days_take_two_queries(startup, django_assert_num_queries):
    s = startup("begun")
    first = today()
    ids = [s.cast(old, DUTY_OF.get(old, "")).post for old in NEW]
    with a_week_later():
        change(s)
        later = today()
    with a_week_later(), a_week_later(), django_assert_num_queries(2):
        found = lines_then([(id_, d) for id_ in ids for d in (first, later)])
    assert [(found[id_, first].person, found[id_, later].person) for id_ in ids] == list(NEW.items())
    assert (found[ids[0], first].unit.short, found[ids[0], later].unit.short) == ("税务", "国税")
