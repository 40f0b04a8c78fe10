"""The six people of the demo city that a visitor can be with one click. Only in a demo data directory (T52)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password

from heli.acts.pipeline import perform
from heli.kernel.actor import System
from heli.people.load import demo_files, read_file
from heli.people.models import Account, Person, Unit
from heli.people.queries import PostLine, posts


@dataclass(frozen=True)
class Persona:
    """Who it is and what this person does in the matter that the demo tells."""

    login: str
    role: str
    does: str
    name: str = ""
    unit: str = ""
    post: str = ""


PERSONAS = (
    Persona("zhou.jianguo", "经办", "承办这件事：立项、推进、交付"),
    Persona("zheng.guoqiang", "初审", "确认需求，作初审"),
    Persona("li.min", "复审", "对职责、节点、风险作复审"),
    Persona("lin.zhiyuan", "终审", "用手机作终审"),
    Persona("chen.xiaoyan", "联络员", "答复征求意见，确认本单位一列"),
    Persona("wang.haitao", "承办人", "办任务、交成果"),
)


def open_demo_accounts() -> int:
    """Make accounts for all persons of the demo city, without passwords: the list is their only way in. Returns how many."""
    made = 0
    for file in demo_files():
        document = read_file(file)
        organisation = Unit.objects.filter(code=document["code"]).values("root")
        by_name = {p.name: p for p in Person.objects.filter(root__in=organisation, account__isnull=True)}
        for entry in document["persons"]:
            if person := by_name.get(entry["name"]):
                account = Account.objects.create(login=entry["login"], password=make_password(None), must_change=False)
                perform(System("install"), "account.link", person, {"account": account.id})
                made += 1
    return made


def personas() -> list[Persona]:
    """Those of the six that have an account, with the post that each holds today."""
    found = {
        p.account.login: p for p in Person.objects.select_related("account").filter(account__login__in=_logins()) if p.account
    }
    first: dict[UUID | None, PostLine] = {}
    for held in posts(people=[p.id for p in found.values()]):
        first.setdefault(held.person_id, held)
    result = []
    for each in PERSONAS:
        person = found.get(each.login)
        line = first.get(person.id) if person else None
        if person and line:
            result.append(Persona(each.login, each.role, each.does, person.name, line.unit.name, line.title))
    return result


def _logins() -> list[str]:
    return [p.login for p in PERSONAS]


def persona_account(login: str) -> Account | None:
    """The account of one of the six, and of nobody else."""
    return Account.objects.filter(login=login, is_active=True).first() if login in _logins() else None
