"""The matters that a collaboration makes: kind, verb, time, and where the verb leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from heli.collaborations.conditions import InGroup
from heli.collaborations.models import GroupMember
from heli.kernel.clock import Term, workdays
from heli.kernel.dated import in_force
from heli.kernel.time import today
from heli.matters.granting import register_above
from heli.matters.kinds import MatterKind, register_matter_kind


def _kind(code: str, label: str, verb: str, term: Term, page: str = "") -> None:
    register_matter_kind(MatterKind(code, label, verb, term, page=lambda line: line.about_url + page))


def group_heads(root: UUID) -> list[UUID]:
    """The posts that head the coordination group today."""
    return list(GroupMember.objects.filter(in_force(today()), collaboration=root, role="head").values_list("post", flat=True))


def _own_column(line: Any) -> str:
    """The matter is about the party; what it confirms lies on a page of its own."""
    return f"{line.where_url}duties/confirm/" if line.where_url else ""


def _list(line: Any) -> str:
    """The matter is about the party; what is in dispute is changed in the duty list."""
    return f"{line.where_url}duties/" if line.where_url else ""


def register() -> None:
    """Make the kinds known, and who gives more time where the raiser cannot."""
    register_above("collaborations", InGroup("head"), group_heads)
    _kind("need.confirm", "需求", "确认", workdays(3), "need/")
    # as long as a design that was returned (approval.amend)
    _kind("need.amend", "退回修改", "修改后提交", workdays(5), "wizard/1/")
    _kind("party.answer", "邀请", "答复", workdays(3))
    # answered where it stands: the reason is accepted or the duty moved; inviting another unit settles it
    register_matter_kind(MatterKind("party.replace", "谢绝", "处理", workdays(5), movable=False))
    _kind("design.do", "设计", "设计", workdays(10), "duties/")
    _kind("consult.answer", "征求意见", "答复", workdays(7))
    _kind("consult.reply", "征求意见", "答复", workdays(3))
    register_matter_kind(MatterKind("column.confirm", "职责", "确认", workdays(3), page=_own_column))
    register_matter_kind(MatterKind("column.settle", "争议", "处理", workdays(5), page=_list))
    _kind("gate.missing", "关口", "补齐", workdays(3))
    register_matter_kind(MatterKind("problem.solve", "问题", "解决", workdays(5), confirm=True, on_silence="deemed_accept"))
    _kind("delivery.hand_over", "交付", "移交", workdays(5))
    _kind("delivery.receive", "交付", "签收", workdays(3))
