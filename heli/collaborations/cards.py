"""Cards of a collaboration and of what lies below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from heli.access.labels import AUDIENCES
from heli.collaborations.consult.models import Consultation
from heli.collaborations.delivery.models import DeliveryItem
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.monitoring.models import Problem
from heli.collaborations.plan.models import Risk, StageGoal, Task
from heli.kernel.cards import Card


def address(collaboration: Collaboration) -> str:
    """The page of a collaboration: by its number once it has one."""
    return f"/c/{collaboration.number or collaboration.id}/"


def collaboration(row: Collaboration) -> Card:
    """The heading of a collaboration."""
    return Card(
        row.ref, row.root_id, row.version, row.title, row.number, address(row), row.level, AUDIENCES[row.audience], row.state,
        {"stage": row.stage, "scenario": row.scenario},
    )  # fmt: skip


def below_card(row: Any, title: str, number: str = "", page: str = "", state: str = "") -> Card:
    above = row.collaboration
    return Card(
        row.ref, row.root_id, row.version, title, number, address(above) + page, above.level, AUDIENCES[above.audience], state,
        {"collaboration": above.title, "collaboration_number": above.number},
    )  # fmt: skip


def task(row: Task) -> Card:
    """A task with its number within the collaboration."""
    return below_card(row, row.title, row.number, f"tasks/{row.id}/", row.state)


def below() -> Iterator[tuple[str, str, type[Any], Callable[[Any], Card]]]:
    """Code, label, model and card of each kind below a collaboration."""
    yield "task", "任务", Task, task
    yield "duty", "职责", DutyRow, lambda r: below_card(r, r.title, page="duties/")
    yield "party", "参与单位", Party, lambda r: below_card(r, "参与邀请", page="parties/", state=r.state)
    yield "outcome", "预期成果", Outcome, lambda r: below_card(r, r.title, page="need/")
    yield "consultation", "征求意见", Consultation, lambda r: below_card(r, "征求意见", page="consult/")
    yield "problem", "问题", Problem, lambda r: below_card(r, r.title, r.number, "problems/")
    yield "risk", "风险", Risk, lambda r: below_card(r, r.title, page="plan/")
    yield "goal", "阶段目标", StageGoal, lambda r: below_card(r, r.goal, page="plan/")
    yield "delivery", "交付件", DeliveryItem, lambda r: below_card(r, r.outcome.title, page="delivery/")
