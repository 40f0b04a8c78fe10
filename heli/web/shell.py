"""What surrounds every page: who acts, in which post, where one can go. Plain values; a middleware sets `request.shell`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Role = Literal["officer", "coord", "leader", "audit", "admin"]


@dataclass(frozen=True)
class NavItem:
    """One entry of the role navigation. `hot` counts wait for this person; other counts only inform."""

    key: str
    label: str
    short: str
    icon: str
    href: str
    count: int = 0
    hot: bool = False


@dataclass(frozen=True)
class PostChoice:
    """A post in which the person may act; `waiting` open matters stand there."""

    id: str
    unit: str
    post: str
    waiting: int = 0
    current: bool = False


@dataclass(frozen=True)
class StandIn:
    """A delegation (受托代办): the person may act for `person` until `until`."""

    id: str
    person: str
    unit: str
    post: str
    until: date
    current: bool = False


@dataclass(frozen=True)
class Shell:
    """Everything the frame shows. Names are those of today; `acting` is the person stood in for, or empty.

    `links`: addresses by name; what is absent is not shown: search, create, notices, profile, help (GET),
    post (POST `post` = id of a PostChoice or StandIn, empty = the own post), sign_out (POST).
    """

    person: str
    unit: str
    post: str
    role: Role
    nav: tuple[NavItem, ...]
    posts: tuple[PostChoice, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    acting: str = ""
    city: str = ""
    norm_version: str = ""
    unread: int = 0
    can_create: bool = False
    hotline: str = ""
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def one_entry(self) -> bool:
        """Leaders see one entry and no side bar."""
        return len(self.nav) == 1

    @property
    def home(self) -> str:
        """Where the seal leads: the first entry."""
        return self.nav[0].href if self.nav else "/"


_ENTRIES = {
    "inbox": ("我的工作台", "工作台", "inbox", "/inbox/"),
    "collab": ("协作事项", "协作", "affiliate", "/c/"),
    "tasks": ("我的任务", "任务", "checklist", "/tasks/"),
    "data": ("数据共享", "数据", "database-share", "/data/"),
    "knowledge": ("经验成果", "经验", "archive", "/knowledge/"),
    "supervision": ("督办台账", "督办", "flag", "/supervision/"),
    "compliance": ("条款符合度", "条款", "clipboard-check", "/norm/"),
    "evaluation": ("评价改进", "评价", "chart-bar", "/evaluation/"),
    "cockpit": ("待您决定", "决定", "rubber-stamp", "/cockpit/"),
    "log": ("操作日志", "日志", "list-details", "/log/"),
    "evidence": ("取证材料", "取证", "fingerprint", "/evidence/"),
    "people": ("组织人员", "人员", "users-group", "/people/"),
    "settings": ("系统设置", "设置", "settings", "/settings/"),
}
_BY_ROLE: dict[str, tuple[str, ...]] = {
    "officer": ("inbox", "collab", "tasks", "data", "knowledge"),
    "coord": ("inbox", "collab", "supervision", "compliance", "evaluation", "data"),
    "leader": ("cockpit",),
    "audit": ("compliance", "log", "evidence"),
    "admin": ("people", "settings", "log"),
}
_HOT = {"inbox", "cockpit"}


def navigation(role: Role, counts: Mapping[str, int], built: Collection[str] | None = None) -> tuple[NavItem, ...]:
    """The entries of `role`, at most six, in a fixed order; `built` leaves out rooms that this installation lacks."""
    keys = [k for k in _BY_ROLE[role] if built is None or k in built]
    return tuple(NavItem(k, *_ENTRIES[k], count=counts.get(k, 0), hot=k in _HOT) for k in keys)
