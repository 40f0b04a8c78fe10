"""A thing of the scratch room that is handed in for approval by 周建国, and the three levels of the demo city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import Input, act, forget
from heli.approvals.facts import Change, Facts, Finding, Findings, Point
from heli.approvals.models import Approval
from heli.approvals.rules import LEVELS, Step
from heli.approvals.submitting import submit
from heli.kernel.actor import Actor, System
from heli.kernel.clock import workdays
from heli.kernel.conditions import Signed
from heli.people.models import AdminRole, Post
from heli.scratch.models import Thing

AGREE = {
    "verdict": "agree",
    "opinion": "同意",
    "focus": {"reasonable": "需求属实", "feasible": "系统均已具备", "risk": "风险已有应对"},
}
FACTS = Facts(
    summary="与现行办理相比",
    changes=(Change(name="总办理时限", before="10 个工作日", after="4 个工作日", note="法定时限在内"),),
    points=(Point(title="一家意见没有采纳", text="已书面答复", clause="1.2.6.a", who="由你判断"),),
    kept=19,
    findings=Findings(compliance=Finding(state="ok", note="19 项符合")),
    asked="征求 8 家意见",
    effect="任务下达 8 家",
)


class Proposing(Input):
    """What the test hands over: posts in order, levels, who may not decide."""

    posts: tuple[UUID, ...] = ()
    levels: tuple[str, ...] = ("first", "second", "final")
    designers: tuple[UUID, ...] = ()


@pytest.fixture(autouse=True)
def _proposing() -> Iterator[None]:
    """A verb of the scratch room that submits its thing, as a room above would."""

    @act("thing.propose", clause="2.2.3", on=Thing, allow=Signed(), label="报批")
    def propose(actor: Actor, thing: Thing, given: Proposing) -> Approval:
        steps = [
            Step(level, LEVELS[level], post, workdays(2))  # type: ignore[arg-type]
            for level, post in zip(given.levels, given.posts, strict=True)
        ]
        return submit(thing.ref, thing.title, steps, dict.fromkeys(given.designers, "设计人"), "ab" * 32, FACTS)

    propose.__globals__["Proposing"] = Proposing
    yield
    forget("thing.propose")


@pytest.fixture
def zhou(cast: Any) -> Actor:
    return cast("周建国", "officer")


@pytest.fixture
def zheng(cast: Any) -> Actor:
    return cast("郑国强")


@pytest.fixture
def li(cast: Any) -> Actor:
    return cast("李敏")


@pytest.fixture
def lin(cast: Any) -> Actor:
    return cast("林志远")


@pytest.fixture
def chain_posts(zheng: Actor, li: Actor, lin: Actor) -> tuple[UUID, ...]:
    return tuple(a.post for a in (zheng, li, lin) if a.post)


@pytest.fixture
def thing(zhou: Actor) -> Thing:
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "企业开办协作流程"})


@pytest.fixture
def approval(zhou: Actor, thing: Thing, chain_posts: tuple[UUID, ...]) -> Approval:
    return perform(zhou, "thing.propose", thing, {"posts": chain_posts})


Reassign = Callable[[UUID | None, UUID | None], None]


@pytest.fixture
def assign(cast: Any) -> Reassign:
    """Put a person into a post from today on, by the system administrator of that organisation."""

    def assign(post: UUID | None, person: UUID | None) -> None:
        row = Post.objects.get(id=post)
        admin = cast(AdminRole.objects.get(organisation=row.root_id, role="system").person.name)
        perform(admin, "post.assign", row, {"person": person, "reason": "岗位调整"})

    return assign


@pytest.fixture
def program() -> Actor:
    return System("approvals")
