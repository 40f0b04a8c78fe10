"""What the verbs of people ask for: an organisation as its file describes it, and what administrators fill in."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from heli.acts.registry import Input
from heli.people.models import ADMIN_ROLES, DUTIES, LEVELS, ORG_KINDS

OrgKind = Literal["government", "public_institution", "association", "company"]
Level = Literal["province", "city", "county"]
Role = Literal["system", "security", "audit"]
Duty = Literal[
    "officer", "liaison", "deputy_liaison", "handler", "head", "deputy_head", "coordination", "leader", "steward", "auditor"
]

# What a form, a log and the API's document call the choices.
KIND_WORDS: dict[str, Any] = {"labels": dict(ORG_KINDS)}
LEVEL_WORDS: dict[str, Any] = {"labels": dict(LEVELS)}
DUTY_WORDS: dict[str, Any] = {"labels": dict(DUTIES)}
ROLE_WORDS: dict[str, Any] = {"labels": dict(ADMIN_ROLES)}
LOGIN: Any = Field(
    title="登录名", pattern=r"^[a-z][a-z0-9._-]{1,58}$", description="小写字母开头，可用数字、点、横线，如 zhang.hua"
)
PERSON: dict[str, Any] = {"options": "persons", "kind": "person"}


class UnitIn(Input):
    """A unit below the organisation; `code` is unique in the installation."""

    code: str = Field(title="单位编码", min_length=1, max_length=40)
    name: str = Field(title="单位名称", min_length=2, max_length=80)
    short: str = Field(title="简称", min_length=1, max_length=16)
    parent: str = Field("", title="上级单位编码", max_length=40)


class PersonIn(Input):
    """A person; `login` is for the account, which is no state."""

    login: str = LOGIN
    name: str = Field(title="姓名", min_length=1, max_length=40)


class PostIn(Input):
    """A post and who holds it from the day of loading on; `person` is a login, empty for a vacant post."""

    unit: str = Field("", title="单位编码", max_length=40)
    title: str = Field(title="岗位名称", min_length=1, max_length=60)
    duties: tuple[Duty, ...] = Field((), title="岗位职责", json_schema_extra=DUTY_WORDS)
    person: str = Field("", title="任职人登录名", max_length=60)


class AdminIn(Input):
    """One of the three administrators."""

    role: Role = Field(title="管理员角色", json_schema_extra=ROLE_WORDS)
    person: str = Field(title="登录名", min_length=1, max_length=60)


class OrganisationIn(Input):
    """One organisation as a YAML file describes it; `since` is the day from which all of it holds.

    With `accounts` each person gets an account, which opens with a one-time code only.
    """

    code: str = Field(title="单位编码", min_length=1, max_length=40)
    name: str = Field(title="单位名称", min_length=2, max_length=80)
    short: str = Field(title="简称", min_length=1, max_length=16)
    kind: OrgKind = Field(title="单位性质", json_schema_extra=KIND_WORDS)
    level: Level = Field("city", title="层级", json_schema_extra=LEVEL_WORDS)
    order: int = Field(0, title="排序", ge=0)
    since: date | None = Field(None, title="起始日期")
    units: tuple[UnitIn, ...] = Field((), title="内设机构")
    persons: tuple[PersonIn, ...] = Field((), title="人员")
    posts: tuple[PostIn, ...] = Field((), title="岗位")
    administrators: tuple[AdminIn, ...] = Field((), title="管理员")
    accounts: bool = Field(False, title="同时开通账号")
