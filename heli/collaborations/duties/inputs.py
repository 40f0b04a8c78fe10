"""Inputs of the duty list: what its forms, the list itself and a table from Excel give."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from heli.acts.registry import Input
from heli.collaborations.duties.rules import MAX_KEY, MAX_KINDS, Kind
from heli.collaborations.inputs import AREA, MODULES, POST, UNIT, ModuleCode, labels

KIND_WORDS = {"lead": "牵头", "do": "主办", "assist": "协办", "review": "审核", "inform": "知会"}


WAS: Any = Field(None, title="填写时格内原有的字", pattern="^(空|[牵主协审知]{1,2})$", json_schema_extra={"widget": "hidden"})
"""What the page showed in a cell, in letters; given, a cell that reads otherwise by now is not written over."""


SEEN_COLUMN: Any = Field(None, title="答复时看到的内容", pattern="^[0-9a-f]{64}$", json_schema_extra={"widget": "hidden"})
"""The digest of the column that the page showed; given, an answer to a column that reads otherwise by now is not taken."""


class DutyIn(Input):
    """A row of the duty list."""

    module: ModuleCode = Field(title="所属模块", json_schema_extra=labels(MODULES))
    title: str = Field(title="工作事项", min_length=2, max_length=60)
    boundary: str = Field("", title="边界", max_length=300, description="管到哪里为止", json_schema_extra=AREA)
    deliverable: str = Field("", title="应交成果", max_length=120)
    ground: str = Field("", title="依据", max_length=80)
    outcome: UUID | None = Field(None, title="对应的预期成果", json_schema_extra={"options": "outcomes"})


class CellIn(Input):
    """What a unit is in a row; no kinds empties the cell."""

    unit: UUID = Field(title="单位", json_schema_extra={**UNIT, "kind": "unit"})
    kinds: tuple[Kind, ...] = Field((), title="责任类别", max_length=MAX_KINDS, json_schema_extra=labels(KIND_WORDS))
    post: UUID | None = Field(None, title="责任人", json_schema_extra=POST)
    was: str | None = WAS


class Pasting(Input):
    """A table copied from Excel, with its heading line."""

    text: str = Field(title="从 Excel 复制的表格", min_length=1, max_length=40_000, json_schema_extra=AREA)
    module: ModuleCode = Field("project", title="所属模块", json_schema_extra=labels(MODULES))


class CellAt(Input):
    """One cell of a region copied from Excel."""

    duty: UUID = Field(title="职责")
    unit: UUID = Field(title="单位", json_schema_extra=UNIT)
    kinds: tuple[Kind, ...] = Field((), title="责任类别", max_length=MAX_KINDS, json_schema_extra=labels(KIND_WORDS))
    was: str | None = WAS


class Filling(Input):
    """A region of cells, each as it shall be."""

    cells: tuple[CellAt, ...] = Field(title="格子", min_length=1, max_length=1000)


class Accepting(Input):
    """A finding knowingly accepted."""

    finding: str = Field(title="问题", min_length=3, max_length=MAX_KEY)
    reason: str = Field(title="保留的理由", min_length=4, max_length=300, json_schema_extra=AREA)
    until: date | None = Field(None, title="补齐日期", description="职责空白须写明哪天补齐")


class Adopting(Input):
    """The finding whose remedy is taken."""

    finding: str = Field(title="问题", min_length=3, max_length=MAX_KEY)


class Confirming(Input):
    """A unit's answer to its column."""

    confirmed: bool = Field(title="答复", json_schema_extra={"labels": {"true": "确认", "false": "有争议"}})
    words: str = Field("", title="意见", max_length=500, description="有争议时写明哪一项、依据和建议", json_schema_extra=AREA)
    digest: str | None = SEEN_COLUMN
