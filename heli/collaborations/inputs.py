"""Inputs of the need: what the wizard's five steps ask. One class a step; a step replaces what it asks and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from heli.acts.registry import Input

Scenario = Literal["service", "policy", "project", "emergency", "digital"]
OutcomeKind = Literal["policy", "report", "data", "service", "lesson"]
ModuleCode = Literal["project", "resources", "information", "quality", "risk"]
SCENARIOS = {
    "service": "公共服务协同办理",
    "policy": "重大政策联合制定",
    "project": "重大项目联合实施",
    "emergency": "公共安全与应急",
    "digital": "数字化协同",
}
OUTCOME_KINDS = {"policy": "政策文件", "report": "项目报告", "data": "数据成果", "service": "服务产品", "lesson": "经验成果"}
MODULES = {"project": "项目管理", "resources": "资源协调", "information": "信息共享", "quality": "质量控制", "risk": "风险管理"}


def labels(of: dict[str, str], **shown: Any) -> Any:
    """The Chinese words of a choice, for forms and timeline; `shown` is how a form asks (widget, columns)."""
    return {"labels": of, **shown}


AREA: Any = {"widget": "textarea"}
UNIT: Any = {"options": "units"}
POST: Any = {"options": "posts"}
UNITS: Any = {"options": "units", "columns": 2}


class Starting(Input):
    """A new collaboration: kind and name. All else follows in the wizard."""

    scenario: Scenario = Field(title="类别", json_schema_extra=labels(SCENARIOS, widget="radio", columns=2))
    title: str = Field(title="事项名称", min_length=4, max_length=80, description="办的是什么事，不写文号、人名和个人信息")


class Describing(Input):
    """Step 1: why, what, up to where."""

    title: str = Field(title="事项名称", min_length=4, max_length=80)
    scenario: Scenario = Field(title="类别", json_schema_extra=labels(SCENARIOS))
    level: Literal["公开", "内部", "敏感"] = Field("内部", title="密级")
    scenario_reason: str = Field("", title="低于默认密级的理由", max_length=300)
    problem: str = Field("", title="现在的问题", max_length=600, json_schema_extra=AREA)
    goal: str = Field("", title="要达到的目标", max_length=600, json_schema_extra=AREA)
    scope: str = Field("", title="从哪里到哪里", max_length=600, description="适用对象、起点、终点", json_schema_extra=AREA)
    excludes: str = Field("", title="不包括什么", max_length=600, json_schema_extra=AREA)
    basis: str = Field("", title="依据", max_length=300)


class OutcomeIn(Input):
    """One expected outcome. A target may stay empty until the need is submitted."""

    title: str = Field(title="成果名称", min_length=2, max_length=80)
    kind: OutcomeKind = Field(title="类别", json_schema_extra=labels(OUTCOME_KINDS, widget="chips"))
    indicator: str = Field("", title="指标", max_length=80)
    baseline: str = Field("", title="现状", max_length=40)
    target: str = Field("", title="目标值", max_length=40)
    maker: UUID | None = Field(None, title="承办单位", json_schema_extra=UNIT)
    receiver: UUID | None = Field(None, title="签收单位", json_schema_extra=UNIT)
    due_on: date | None = Field(None, title="完成日")


class Outcomes(Input):
    """Step 2: what is to be made, and by what it is measured."""

    outcomes: tuple[OutcomeIn, ...] = Field(title="预期成果", max_length=20)


class ModuleIn(Input):
    """A module's unit and post; a reason where the suggestion was not followed."""

    code: ModuleCode = Field(title="模块", json_schema_extra=labels(MODULES))
    unit: UUID | None = Field(None, title="负责单位", json_schema_extra=UNIT)
    post: UUID | None = Field(None, title="负责人", json_schema_extra=POST)
    reason: str = Field("", title="未按建议的理由", max_length=300, json_schema_extra={"widget": "text"})


class Roles(Input):
    """Step 3: who leads, takes part, decides, coordinates, and owns the five modules."""

    lead: UUID = Field(title="牵头单位", json_schema_extra=UNIT)
    lead_post: UUID = Field(title="牵头经办", json_schema_extra=POST)
    in_charge: UUID | None = Field(None, title="主管单位", json_schema_extra=UNIT)
    beneficiaries: tuple[UUID, ...] = Field((), title="受益单位", json_schema_extra=UNITS)
    beneficiary_words: str = Field("", title="其他受益者", max_length=60)
    cooperating: tuple[UUID, ...] = Field((), title="配合单位", json_schema_extra=UNITS)
    leader: UUID | None = Field(None, title="分管领导", json_schema_extra=POST)
    head: UUID | None = Field(None, title="协调小组组长", json_schema_extra=POST)
    designer: UUID | None = Field(None, title="流程设计人", json_schema_extra=POST)
    reviewer: UUID | None = Field(None, title="复审人", json_schema_extra=POST)
    first_reviewer: UUID | None = Field(None, title="初审人", json_schema_extra=POST)
    communication: UUID | None = Field(None, title="沟通责任人", json_schema_extra=POST)
    modules: tuple[ModuleIn, ...] = Field((), title="五个模块", max_length=5)


class GoalIn(Input):
    """What should be seen by which day in a stage."""

    stage: int = Field(title="阶段", ge=1, le=7)
    goal: str = Field("", title="目标", max_length=200)
    due_on: date | None = Field(None, title="完成日")


class Schedule(Input):
    """Step 4: from when to when, and the goal of each stage."""

    starts_on: date = Field(title="开始")
    due_on: date = Field(title="全部办结")
    goals: tuple[GoalIn, ...] = Field((), title="阶段目标", max_length=7)


class Ruling(Input):
    """The lead's answer to a submitted need."""

    confirmed: bool = Field(title="结论", json_schema_extra=labels({"true": "确认需求", "false": "退回补充"}, widget="radio"))
    opinion: str = Field("", title="意见", max_length=600, json_schema_extra=AREA, description="退回时写明补什么")


class Reasoned(Input):
    """A deed that needs a reason."""

    reason: str = Field(title="理由", min_length=2, max_length=300, json_schema_extra=AREA)


class Joining(Input):
    """A party's answer to the invitation."""

    accepted: bool = Field(title="答复", json_schema_extra=labels({"true": "接受", "false": "谢绝"}, widget="radio"))
    reason: str = Field("", title="理由", max_length=300, description="谢绝时写明理由和建议的单位", json_schema_extra=AREA)
