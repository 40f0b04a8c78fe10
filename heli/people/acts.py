"""Verbs of people: organisations, persons, posts and who holds them, administrators, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.models import Root
from heli.acts.registry import Input, act
from heli.acts.shown import Shown
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.dated import from_then_on, in_force
from heli.kernel.errors import RuleBroken
from heli.kernel.text import Text
from heli.kernel.time import today
from heli.people import codes
from heli.people.conditions import Administers, BySystem
from heli.people.inputs import DUTY_WORDS, LOGIN, PERSON, ROLE_WORDS, Duty, OrganisationIn, Role
from heli.people.models import ADMIN_ROLES, AdminRole, Holding, Person, Post, Unit, UnitName
from heli.people.register import check, register


@act(
    "organisation.load",
    clause="1.1.2",
    on=Root,
    allow=BySystem(),
    label=_("登记单位"),
    says=_("登记单位“{name}”及其内设机构、人员和岗位"),
)
def load_organisation(actor: Actor, installation: Root, given: OrganisationIn) -> Unit:
    """Register an organisation with its units, persons, posts and administrators: all of it or nothing."""
    check(given)
    return register(current(), given)


class Renaming(Input):
    """A unit's new names and the first day on which they hold."""

    name: str = Field(title="单位名称", min_length=2, max_length=80)
    short: str = Field(title="简称", min_length=1, max_length=16)
    since: date = Field(title="启用日期")


@act("unit.rename", clause="1.1.2", on=Unit, allow=Administers("system"), label=_("单位更名"), says=_("单位更名为“{name}”"))
def rename_unit(actor: Actor, unit: Unit, given: Renaming) -> Unit:
    """From a day on the unit is called otherwise; what was written before keeps the name of its day."""
    if given.since < today():
        raise RuleBroken("1.1.2", _("启用日期不能早于今天，过去的名称已经记录在案"), todo=_("改为今天或以后的日期"))
    now = UnitName.objects.filter(in_force(given.since), unit=unit).get()
    if now.valid_from == given.since:
        raise RuleBroken("1.1.2", _("同一天已有一次更名，请另选启用日期"))
    until = now.valid_to
    now.valid_to = given.since
    now.save()
    UnitName.objects.create(unit=unit, name=given.name, short=given.short, valid_from=given.since, valid_to=until)
    return unit


class PersonAdding(Input):
    """A new colleague."""

    name: str = Field(title="姓名", min_length=1, max_length=40)


@act("person.add", clause="1.2.1.d", on=Unit, allow=Administers("system"), label=_("登记人员"), says=_("登记人员 {name}"))
def add_person(actor: Actor, organisation: Unit, given: PersonAdding) -> Person:
    """Register a person of the organisation; an account is made on the command line or by the administrator's page."""
    return Person.objects.create(name=given.name)


class PostAdding(Input):
    """A new post."""

    title: str = Field(title="岗位名称", min_length=1, max_length=60)
    duties: tuple[Duty, ...] = Field((), title="岗位职责", json_schema_extra=DUTY_WORDS)


@act(
    "post.add",
    clause="1.2.1.d",
    on=Unit,
    allow=Administers("system"),
    label=_("设置岗位"),
    says=_("设置岗位“{title}”[，职责：{duties}]"),
)
def add_post(actor: Actor, unit: Unit, given: PostAdding) -> Post:
    """Set up a post; it is vacant until somebody is assigned."""
    return Post.objects.create(unit=unit, title=given.title, duties=list(given.duties))


class Assigning(Input):
    """Who holds a post from `since` on; nobody makes it vacant."""

    person: UUID | None = Field(None, title="任职人", description="不选即空缺，待办仍归此岗位", json_schema_extra=PERSON)
    since: date | None = Field(None, title="起始日期")
    reason: str = Field(title="事由", min_length=1, max_length=200)


def _who_holds_it(given: Mapping[str, Any]) -> Text:
    if given.get("person") is None:
        return _("“{about}”自 {since} 起空缺，事由：{reason}")
    return _("“{about}”自 {since} 起由{person}任职，事由：{reason}")


@act(
    "post.assign",
    clause="1.2.1.d",
    on=Post,
    allow=Administers("system"),
    label=_("调整任职"),
    says=_who_holds_it,
)
def assign_post(actor: Actor, post: Post, given: Assigning) -> Holding | None:
    """Replace who holds the post. What waits for the post moves with it, since matters belong to posts.

    An administrator holds none (T05). The post is saved too, so that two who replace its holder at a time do not pass unseen.
    """
    since = given.since or today()
    if since < today():
        raise RuleBroken("1.2.3.a", _("任职调整不能早于今天，过去由谁负责已经记录在案"))
    person = _of_own_unit(post, given.person, since) if given.person is not None else None
    current().facts["since"] = since.isoformat()
    post.save()
    for holding in Holding.objects.filter(post=post, valid_from__lte=since).filter(in_force(since)):
        holding.valid_to = since if holding.valid_from < since else holding.valid_from
        holding.save()
    if person is None:
        return None
    # a change that is planned for later stands until it is itself replaced on its day
    planned = Holding.objects.filter(post=post, valid_from__gt=since).order_by("valid_from").first()
    return Holding.objects.create(post=post, person=person, valid_from=since, valid_to=planned.valid_from if planned else None)


def _of_own_unit(post: Post, id_: UUID, since: date) -> Person:
    person = Person.objects.filter(id=id_, root_id=post.root_id).first()
    if person is None:
        raise RuleBroken("1.2.1.d", _("任职人须是本单位登记的人员"))
    if AdminRole.objects.filter(from_then_on(since), person=person).exists():
        raise RuleBroken(
            "1.4.3.b",
            _("{name}是本单位管理员，管理员不担任业务岗位，不看业务内容").format(name=person.name),
            ask=_("本单位安全管理员"),
            todo=_("改由其他人任职，或先免去其管理员角色"),
        )
    return person


class Appointing(Input):
    """Who becomes which administrator."""

    person: UUID = Field(title="人员", json_schema_extra={"options": "appointable", "kind": "person"})
    role: Role = Field(title="管理员角色", json_schema_extra=ROLE_WORDS)


@act(
    "admin.appoint",
    clause="1.4.3.b",
    on=Unit,
    allow=Administers("security"),
    label=_("任命管理员"),
    says=_("任命{person}为{role}"),
)
def appoint_administrator(actor: Actor, organisation: Unit, given: Appointing) -> AdminRole:
    """Appoint one of the three administrators; nobody holds two or a post besides, and nobody appoints themselves (T05)."""
    if given.person == actor.person:
        raise RuleBroken("1.4.3.b", _("不能任命自己为管理员"), ask=_("本单位另一名安全管理员"))
    if not Person.objects.filter(id=given.person, root=organisation.root_id).exists():
        raise RuleBroken("1.4.3.b", _("管理员须是本单位登记的人员"))
    if AdminRole.objects.filter(in_force(today()), person_id=given.person).exists():
        raise RuleBroken("1.4.3.b", _("一人不得兼任两种管理员，请先免去原有角色"))
    if Holding.objects.filter(from_then_on(today()), person_id=given.person).exists():
        raise RuleBroken(
            "1.4.3.b",
            _("此人有任职或已定的任职，管理员不担任业务岗位，不看业务内容"),
            ask=_("本单位系统管理员"),
            todo=_("改由其他人担任，或先调整其任职"),
        )
    return AdminRole.objects.create(organisation=organisation, person_id=given.person, role=given.role, valid_from=today())


class Linking(Input):
    """The account of a person, by its number."""

    account: int = Field(title="账号", ge=1)


@act(
    "account.link", clause="1.2.1.d", on=Person, allow=BySystem() | Internal(), label=_("开通账号"), says=_("为 {about} 开通账号")
)
def link_account(actor: Actor, person: Person, given: Linking) -> Person:
    """Say to whom an account belongs."""
    person.account_id = given.account
    person.save()
    return person


class Dismissing(Input):
    """Whose role as an administrator ends."""

    person: UUID = Field(title="人员", json_schema_extra={"options": "administrators", "kind": "person"})


@act(
    "admin.dismiss",
    clause="1.4.3.b",
    on=Unit,
    allow=Administers("security"),
    label=_("免去管理员"),
    says=_("免去{person}的{role}"),
    hint=_("免去后当日起不再有管理员权限，账号和岗位不变。"),
)
def dismiss_administrator(actor: Actor, organisation: Unit, given: Dismissing) -> AdminRole:
    """End an administrator's role today; nobody ends their own (T05)."""
    if given.person == actor.person:
        raise RuleBroken("1.4.3.b", _("不能免去自己的管理员角色"), ask=_("本单位另一名安全管理员"))
    role = AdminRole.objects.filter(in_force(today()), organisation=organisation, person_id=given.person).first()
    if role is None:
        raise RuleBroken("1.4.3.b", _("此人目前不是本单位管理员"))
    current().facts["role"] = ADMIN_ROLES[role.role]
    role.valid_to = today()
    role.save()
    return role


class Opening(Input):
    """The login of a new account."""

    login: str = LOGIN


@act(
    "account.open",
    clause="1.2.1.d",
    on=Person,
    allow=Administers("system") | BySystem(),
    label=_("开通账号"),
    says=_("为 {about} 开通账号"),
    hint=_("开通后显示一次性开通码，当面交给本人。管理员看不到本人的口令。"),
)
def open_account(actor: Actor, person: Person, given: Opening) -> Shown:
    """Give a person an account and a first one-time code. The code is the result and is kept as a hash only."""
    if person.account_id is not None:
        raise RuleBroken(
            "1.2.1.d", _("{name}已有账号，一人只开一个").format(name=person.name), todo=_("忘记口令的，重新发放开通码")
        )
    _not_another_administrator(actor, person)
    account = codes.open_account(given.login)
    person.account = account
    person.save()
    return codes.shown(person, account, codes.issue(account))


@act(
    "account.renew",
    clause="1.2.1.d",
    on=Person,
    allow=Administers("system") | BySystem(),
    label=_("重新发放开通码"),
    says=_("为 {about} 重新发放开通码，原口令作废，正在进行的登录退出"),
    hint=_("原口令立即作废，本人正在进行的登录全部退出。新开通码只显示一次，当面交给本人。"),
)
def renew_code(actor: Actor, person: Person) -> Shown:
    """A new one-time code for a lost password or code: what was valid before is not any more, open sessions end."""
    if person.account is None:
        raise RuleBroken("1.2.1.d", _("{name}还没有账号").format(name=person.name), todo=_("先开通账号"))
    _not_another_administrator(actor, person)
    codes.end_sessions(person.account)
    return codes.shown(person, person.account, codes.issue(person.account))


def _not_another_administrator(actor: Actor, person: Person) -> None:
    """Codes of administrators are issued on the server only: whoever could take their accounts over would hold two (T05)."""
    if actor.person is not None and AdminRole.objects.filter(in_force(today()), person=person).exists():
        raise RuleBroken(
            "1.4.3.b",
            _("{name}是本单位管理员，管理员的开通码不在页面上发放，以免一人接管两种管理员").format(name=person.name),
            ask=_("服务器运行维护人员"),
            todo=_("请服务器运行维护人员在服务器上发放，本人到场领取"),
        )
