"""The states in which the forms are looked for: one collaboration at each place where people have something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from heli.collaborations.monitoring.models import Problem
from heli.collaborations.plan.models import StageGoal, Task
from heli.collaborations.tests.startup import Startup, plant
from heli.kernel.time import today
from tests.walk.story import LIAISONS, day, unit


@dataclass(frozen=True)
class World:
    """A state, who walks in it, and the acts whose forms must be found there."""

    name: str
    build: Callable[[Startup], Any]
    people: tuple[str, ...]
    acts: frozenset[str]
    within: str = ""


def _consulting(s: Startup) -> None:
    s.reach("weighed")
    s.do("韩雪", "consult.ask")
    s.do(LIAISONS["税务"], "consult.answer", s.asked("税务"), {"objects_to": True, "words": "预警要同步调整"})


def _designing(s: Startup) -> None:
    """With a duty that nobody leads: a gap that can be kept with a reason."""
    s.reach("weighed")
    s.do("韩雪", "duty.add", None, {"module": "project", "title": "档案移交"})


def _confirming(s: Startup) -> None:
    s.reach("consulted")
    s.do("韩雪", "column.send")


def _running(s: Startup) -> None:
    """One task unsigned and late, one signed for, one begun; a problem that tax raised and one that the data bureau raised."""
    s.reach("approved")
    s.sign("数据")
    s.sign("市监")
    s.do("傅杰", "task.start", s.task("市监"))
    given = {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    s.do("陈晓燕", "problem.raise", None, given)
    s.do("丁一", "problem.raise", None, {**given, "title": "回执样式不一", "unit": str(unit("税务"))})
    plant(
        "a stage goal whose day has passed",
        StageGoal.objects.filter(collaboration=s.c, stage=2),
        due_on=today() - timedelta(days=3),
    )
    plant(
        "a task that is late",
        Task.objects.filter(id=s.task("税务").id),
        starts_on=today() - timedelta(days=5),
        due_on=today() - timedelta(days=3),
    )


def _answered(s: Startup) -> None:
    """Problems in the hands of those who raised them: answered, and with an extension asked for."""
    _running(s)
    first, second = (s.waiting("problem.solve"))[:2]
    for matter in (first, second):
        about = Problem.objects.get(id=matter.about_id)
        who = LIAISONS["数据" if about.unit_id == unit("数据") else "税务"]
        if matter is first:
            s.do(who, "matter.answer", matter, {"text": "已按地址库统一字段"})
        else:
            s.do(who, "matter.ask_extension", matter, {"days": 2, "reason": "等待联调环境"})


def _receiving(s: Startup) -> None:
    s.reach("executed")
    s.do("许文静", "delivery.hand_over", s.item("表单"), {"actual": "61 项"})


def _suspended(s: Startup) -> None:
    s.reach("joined")
    s.do("周建国", "collaboration.suspend", None, {"reason": "等待省级平台接口"})


def _at(step: str) -> Callable[[Startup], Any]:
    return lambda s: s.reach(step)


def _world(name: str, build: Callable[[Startup], Any], people: tuple[str, ...], *acts: str) -> World:
    return World(name, build, people, frozenset(acts))


HOUSE = frozenset({"account.open", "admin.appoint", "admin.dismiss", "person.add", "post.add", "post.assign", "unit.rename"})
WORLDS = (
    _world(
        "drafted", _at("drafted"), ("周建国",),
        "collaboration.start", "need.describe", "need.outcomes", "need.roles", "need.schedule", "need.submit",
    ),
    _world(
        "submitted", _at("submitted"), ("郑国强", "周建国"),
        "need.rule", "need.take_back", "collaboration.suspend", "collaboration.cancel", "matter.urge",
    ),
    _world("invited", _at("confirmed"), ("陈晓燕", "韩雪"), "party.answer", "risk.none"),
    _world(
        "designing", _designing, ("韩雪", "周建国"),
        "duty.add", "duty.edit", "duty.mark", "duty.paste", "duty.remove", "finding.accept", "task.plan", "task.replan",
        "task.drop", "risk.name", "consult.ask",
    ),
    _world("consulting", _consulting, ("韩雪", "丁一"), "consult.answer", "consult.reply"),
    _world("sending", _at("consulted"), ("韩雪",), "column.send"),
    _world("confirming", _confirming, ("陈晓燕",), "column.confirm"),
    _world("ready", _at("designed"), ("韩雪",), "design.submit"),
    _world("reviewing", _at("handed_up"), ("郑国强", "韩雪"), "approval.decide", "approval.withdraw"),
    _world(
        "running", _running, ("傅杰", "马骏", "许文静", "李敏", "周建国"),
        "matter.sign", "task.start", "task.assign", "task.hand_in", "task.explain", "progress.check", "problem.raise",
        "problem.leave_over", "goal.explain",
    ),
    _world("solving", _running, ("陈晓燕",), "matter.answer", "matter.ask_extension", "matter.hand_over"),
    _world(
        "answered", _answered, ("陈晓燕", "丁一"),
        "matter.confirm", "matter.refuse", "matter.extend", "matter.decline_extension", "matter.take_back",
    ),
    _world("handed in", _at("handed_in"), ("唐宁",), "task.accept"),
    _world("accepted", _at("accepted"), ("周建国",), "stage.leave"),
    _world("receiving", _receiving, ("傅杰", "唐宁"), "delivery.hand_over", "delivery.receive"),
    _world(
        "delivered", _at("delivered"), ("李敏", "陈晓燕", "周建国"),
        "evaluation.view", "evaluation.judge", "lesson.write", "archive.file",
    ),
    _world("filed", _at("filed"), ("周建国",), "collaboration.close"),
    _world("suspended", _suspended, ("周建国",), "collaboration.resume"),
    World("house", _at("begun"), ("安维新", "柏安平"), HOUSE, "^/(people|permissions|do)/"),
)  # fmt: skip
