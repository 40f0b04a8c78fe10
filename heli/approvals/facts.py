"""What an approval page shows beside the request: given by the submitting room and kept with the submission."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from heli.acts.registry import Input

Light = Literal["ok", "warn", "bad"]
PRINCIPLES = {
    "compliance": ("合规", "2.2.c"),
    "duties": ("职责明确", "2.2.d"),
    "risks": ("风险可控", "2.2.e"),
    "improvable": ("可优化", "2.2.f"),
}


MOST = 500
"""How many lines of 改什么 are kept with a submission."""
SHOWN = 60
"""How many of them the page shows before it folds the rest."""


class Change(Input):
    """One line of 改什么: what is, what shall be; `before` is empty for something new."""

    name: str = Field(title="内容", min_length=1, max_length=60)
    before: str = Field("", title="现在", max_length=300)
    after: str = Field("", title="改为", max_length=300)
    note: str = Field("", title="说明", max_length=200)


class Point(Input):
    """One open point at submission that the approver should weigh. What forbids 同意 comes live from gates instead."""

    state: Literal["warn", "bad"] = Field("warn", title="状态")
    word: str = Field("需你判断", title="类别", max_length=20)
    title: str = Field(title="事项", min_length=1, max_length=120)
    text: str = Field("", title="情况", max_length=500)
    clause: str = Field("", title="条款", max_length=20)
    who: str = Field("", title="谁能解决", max_length=120)


class Finding(Input):
    """What the system found on one of the four principles."""

    state: Light = Field(title="结果")
    note: str = Field("", title="说明", max_length=200)


class Findings(Input):
    """The system's own findings on the four principles (2.2.c to 2.2.f); the approver judges beside them."""

    compliance: Finding | None = None
    duties: Finding | None = None
    risks: Finding | None = None
    improvable: Finding | None = None


class File(Input):
    """What is to be approved, by name and address; `digest` (SHA-256, hex) and `size` (octets, 0: not a file) where known."""

    name: str = Field(title="文件名", min_length=1, max_length=200)
    href: str = Field("", title="地址", max_length=300)
    size: int = Field(0, title="大小", ge=0)
    digest: str = Field("", title="校验值", max_length=64)


class Facts(Input):
    """Everything that the page and the printed form show of the content.

    `summary` says what is compared with what, `total` how many differences there are (0: there is no earlier version), of
    which `changes` keeps the first; `asked` sums up whom the submitter consulted, `effect` says what the final agreement brings.
    """

    summary: str = Field("", title="比较说明", max_length=120)
    changes: tuple[Change, ...] = Field((), title="改什么", max_length=MOST)
    total: int = Field(0, title="共几处", ge=0)
    points: tuple[Point, ...] = Field((), title="未决的点", max_length=MOST)
    findings: Findings = Field(default_factory=Findings, title="四项原则的核对结果")
    files: tuple[File, ...] = Field((), title="附件", max_length=30)
    asked: str = Field("", title="征求意见情况", max_length=300)
    effect: str = Field("", title="同意后", max_length=120)
