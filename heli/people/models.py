"""State of people: what holds from one day to another, so that each name on a page is the name of that day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from heli.acts.rows import Row
from heli.kernel.dated import Dated

ORG_KINDS = {"government": "机关", "public_institution": "事业单位", "association": "社会团体", "company": "企业"}
LEVELS = {"province": "省级", "city": "市级", "county": "县级"}

# What a post is for. A post may have several; conditions ask for these words.
DUTIES = {
    "officer": "经办",
    "liaison": "联络员",
    "deputy_liaison": "替补联络员",
    "handler": "任务承办人",
    "head": "负责人",
    "deputy_head": "分管负责人",
    "coordination": "协调组成员",
    "leader": "分管领导",
    "steward": "数据管理员",
    "auditor": "审计人员",
}
OUTCOMES = {
    "success": "登录成功",
    "failure": "口令不符",
    "lock": "暂停登录",
    "locked": "暂停期间尝试登录",
    "first": "首次登录并设置口令",
    "sign_out": "退出登录",
    "ended": "结束其他登录",
    "displaced": "登录处数超过上限，最早的一处退出",
    "expired": "到时自动退出",
    "switch": "切换岗位",
    "password": "修改口令",
    "code": "管理员发放开通码",
}
ADMIN_ROLES = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}


class Unit(Row):
    """A unit. An organisation is a unit with no organisation above it in this table's sense: its id is its root's id.

    `code` is unique within the installation (the unit's unified code or a short one).
    """

    code = models.CharField(max_length=40, unique=True)
    org_kind = models.CharField(max_length=30, choices=list(ORG_KINDS.items()))
    level = models.CharField(max_length=20, choices=list(LEVELS.items()), default="city")
    is_organisation = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)


class UnitName(Dated, Row):
    """How a unit is called from a day on."""

    dated_by: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=80)
    short = models.CharField(max_length=16)


class UnitParent(Dated, Row):
    """Below which unit a unit stands from a day on."""

    dated_by: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="children")


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Credentials. A framework table, written at sign-in without an act; whose account it is, is state (`Person.account`)."""

    heli_table: ClassVar[str] = "framework"

    login = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)
    code_until = models.DateTimeField(null=True)

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Session(AbstractBaseSession):
    """A session (T39): `session_key` is the SHA-256 of the key in the cookie, so that a dump of this table opens nothing.

    `began` is the sign-in and survives a new key; `seen` the last request, to the minute. Rights are never kept here (T20).
    """

    heli_table: ClassVar[str] = "framework"

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    began = models.DateTimeField()
    seen = models.DateTimeField()
    source = models.CharField(max_length=64, default="")
    agent = models.CharField(max_length=60, default="")

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from heli.people.sessions import SessionStore

        return SessionStore


class LoginBook(models.Model):
    """Sign-ins, refusals and sign-outs. Not a deed, hence not in the ledger; the login as typed is never kept.

    `mark` is a keyed hash of it: failures on accounts that do not exist are counted like the others (T38).
    """

    heli_table: ClassVar[str] = "framework"

    at = models.DateTimeField(db_index=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=32, default="", db_index=True)
    outcome = models.CharField(max_length=20, choices=list(OUTCOMES.items()))
    source = models.CharField(max_length=64, db_index=True)


class Person(Row):
    """A natural person of one organisation."""

    name = models.CharField(max_length=40)
    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="person")


class Post(Row):
    """A post (岗位) of a unit: what matters wait for, so that a change of person moves them by itself."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    duties = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)


class Holding(Dated, Row):
    """Who holds a post from a day on. Nobody for a time is a vacancy, which is shown and never guessed away."""

    dated_by: ClassVar[tuple[str, ...]] = ("post",)

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="people_holding_period"
            )
        ]
        indexes = [models.Index(fields=["person", "valid_from"], name="people_holding_person")]


class AdminRole(Dated, Row):
    """One of the three administrators (三员) of an organisation. A person holds at most one of them on any day (T05)."""

    dated_by: ClassVar[tuple[str, ...]] = ("person",)

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="administrators")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="admin_roles")
    role = models.CharField(max_length=10, choices=list(ADMIN_ROLES.items()))
