"""A verb of the scratch room that submits its thing, as a room above would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from heli.acts.registry import Input, act, forget
from heli.approvals.facts import Change, Facts, Finding, Findings, Point
from heli.approvals.models import Approval
from heli.approvals.rules import LEVELS, Step, level
from heli.approvals.submitting import submit
from heli.kernel.actor import Actor
from heli.kernel.clock import workdays
from heli.kernel.conditions import Signed
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
    total=1,
    findings=Findings(compliance=Finding(state="ok", note="19 项符合")),
    asked="征求 8 家意见",
    effect="任务下达 8 家",
)


class Proposing(Input):
    """What the test hands over: posts in order, levels, who may not decide."""

    posts: tuple[UUID, ...] = ()
    levels: tuple[str, ...] = ("first", "second", "final")
    designers: tuple[UUID, ...] = ()


@contextmanager
def proposing() -> Iterator[None]:
    """The verb `thing.propose` inside the block."""

    @act("thing.propose", clause="2.2.3", on=Thing, allow=Signed(), label="报批")
    def propose(actor: Actor, thing: Thing, given: Proposing) -> Approval:
        pairs = zip(given.levels, given.posts, strict=True)
        steps = [Step(level(code), LEVELS[code], post, workdays(2)) for code, post in pairs]
        return submit(thing.ref, thing.title, steps, dict.fromkeys(given.designers, "设计人"), "ab" * 32, FACTS)

    try:
        yield
    finally:
        forget("thing.propose")
