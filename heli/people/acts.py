"""Verbs of people: register an organisation, its units, persons and posts; replace who holds a post; appoint administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.models import Root
from heli.acts.registry import Input, act
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.dated import in_force
from heli.kernel.errors import RuleBroken
from heli.kernel.time import today
from heli.people.conditions import Administers, BySystem
from heli.people.models import (
    ADMIN_ROLES,
    DUTIES,
    LEVELS,
    ORG_KINDS,
    AdminRole,
    Holding,
    Person,
    Post,
    Unit,
    UnitName,
    UnitParent,
)

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
PERSON: dict[str, Any] = {"options": "persons", "kind": "person"}


class UnitIn(Input):
    """A unit below the organisation; `code` is unique in the installation."""

    code: str = Field(title="单位编码", min_length=1, max_length=40)
    name: str = Field(title="单位名称", min_length=2, max_length=80)
    short: str = Field(title="简称", min_length=1, max_length=16)
    parent: str = Field("", title="上级单位编码", max_length=40)


class PersonIn(Input):
    """A person; `login` is for the account, which is no state."""

    login: str = Field(title="登录名", pattern=r"^[a-z][a-z0-9._-]{1,58}$")
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
    """One organisation as a YAML file describes it; `since` is the day from which all of it holds."""

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


@act(
    "organisation.load",
    clause="1.1.2",
    on=Root,
    allow=BySystem(),
    label=_("登记单位"),
    says=_("登记单位“{name}”及其内设机构、人员和岗位"),
)
def load_organisation(actor: Actor, installation: Root, given: OrganisationIn) -> Unit:
    """Register an organisation with its units, persons, posts and administrators. Each has an entry of its own below this one."""
    deed = current()
    since = given.since or today()
    taken = list(Unit.objects.filter(code__in=[given.code, *(u.code for u in given.units)]).values_list("code", flat=True))
    if taken:
        raise RuleBroken("1.1.2", _("单位编码 {codes} 已经登记，不能重复").format(codes="、".join(sorted(taken))))
    root = deed.new_root("organisation")
    unit = Unit(id=root.id, root_id=root.id, code=given.code, org_kind=given.kind, level=given.level, order=given.order)
    unit.is_organisation = True
    unit.save()
    UnitName.objects.create(root_id=root.id, unit=unit, name=given.name, short=given.short, valid_from=since)
    units = {given.code: unit}
    for part in given.units:
        units[part.code] = _add_unit(unit, units.get(part.parent or given.code, unit), part, since)
    persons = dict(zip((p.login for p in given.persons), _add_persons(unit, given.persons), strict=True))
    _add_posts(unit, units, persons, given.posts, since)
    for row in given.administrators:
        AdminRole.objects.create(
            root_id=root.id, organisation=unit, person=_person(persons, row.person), role=row.role, valid_from=since
        )
    return unit


def _add_unit(organisation: Unit, parent: Unit, part: UnitIn, since: date) -> Unit:
    unit = Unit.objects.create(
        root_id=organisation.root_id,
        code=part.code,
        org_kind=organisation.org_kind,
        level=organisation.level,
        order=organisation.order,
    )
    UnitName.objects.create(root_id=organisation.root_id, unit=unit, name=part.name, short=part.short, valid_from=since)
    UnitParent.objects.create(root_id=organisation.root_id, unit=unit, parent=parent, valid_from=since)
    return unit


def _add_persons(organisation: Unit, persons: Sequence[PersonIn]) -> list[Person]:
    return Person.objects.bulk_create([Person(root_id=organisation.root_id, name=p.name) for p in persons])


def _add_posts(
    organisation: Unit, units: dict[str, Unit], persons: dict[str, Person], given: Sequence[PostIn], since: date
) -> None:
    posts = Post.objects.bulk_create(
        [
            Post(
                root_id=organisation.root_id,
                unit=units.get(p.unit or organisation.code, organisation),
                title=p.title,
                duties=list(p.duties),
                order=i,
            )
            for i, p in enumerate(given)
        ]
    )
    Holding.objects.bulk_create(
        [
            Holding(root_id=organisation.root_id, post=post, person=_person(persons, p.person), valid_from=since)
            for post, p in zip(posts, given, strict=True)
            if p.person
        ]
    )


def _person(persons: dict[str, Person], login: str) -> Person:
    if login not in persons:
        raise RuleBroken("1.2.1.d", _("文件中没有登录名为“{login}”的人员，请先在人员一节登记").format(login=login))
    return persons[login]


class Renaming(Input):
    """A unit's new names and the first day on which they hold."""

    name: str = Field(title="单位名称", min_length=2, max_length=80)
    short: str = Field(title="简称", min_length=1, max_length=16)
    since: date = Field(title="启用日期")


@act("unit.rename", clause="1.1.2", on=Unit, allow=Administers("system"), label=_("单位更名"), says=_("单位更名为“{name}”"))
def rename_unit(actor: Actor, unit: Unit, given: Renaming) -> Unit:
    """From a day on the unit is called otherwise; what was written before keeps the name of its day."""
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


@act("post.add", clause="1.2.1.d", on=Unit, allow=Administers("system"), label=_("设置岗位"), says=_("设置岗位“{title}”"))
def add_post(actor: Actor, unit: Unit, given: PostAdding) -> Post:
    """Set up a post; it is vacant until somebody is assigned."""
    return Post.objects.create(unit=unit, title=given.title, duties=list(given.duties))


class Assigning(Input):
    """Who holds a post from `since` on; nobody makes it vacant."""

    person: UUID | None = Field(None, title="任职人", description="不选即空缺，待办仍归此岗位", json_schema_extra=PERSON)
    since: date | None = Field(None, title="起始日期")
    reason: str = Field(title="事由", min_length=1, max_length=200)


@act(
    "post.assign",
    clause="1.2.1.d",
    on=Post,
    allow=Administers("system"),
    label=_("调整任职"),
    says=_("调整“{about}”的任职，事由：{reason}"),
)
def assign_post(actor: Actor, post: Post, given: Assigning) -> Holding | None:
    """Replace who holds the post. What waits for the post moves with it, since matters belong to posts."""
    since = given.since or today()
    if since < today():
        raise RuleBroken("1.2.3.a", _("任职调整不能早于今天，过去由谁负责已经记录在案"))
    for holding in Holding.objects.filter(post=post, valid_from__lte=since).filter(in_force(since)):
        holding.valid_to = since if holding.valid_from < since else holding.valid_from
        holding.save()
    if given.person is None:
        return None
    person = Person.objects.filter(id=given.person, root_id=post.root_id).first()
    if person is None:
        raise RuleBroken("4.1.d", _("任职人须是本单位登记的人员"))
    return Holding.objects.create(post=post, person=person, valid_from=since)


class Appointing(Input):
    """Who becomes which administrator."""

    person: UUID = Field(title="人员", json_schema_extra=PERSON)
    role: Role = Field(title="管理员角色", json_schema_extra=ROLE_WORDS)


@act(
    "admin.appoint",
    clause="1.4.3",
    on=Unit,
    allow=Administers("security"),
    label=_("任命管理员"),
    says=_("任命管理员"),
)
def appoint_administrator(actor: Actor, organisation: Unit, given: Appointing) -> AdminRole:
    """Appoint one of the three administrators; nobody holds two, and nobody appoints themselves (T05)."""
    if given.person == actor.person:
        raise RuleBroken("1.4.3", _("不能任命自己为管理员"), ask=_("本单位另一名安全管理员"))
    if not Person.objects.filter(id=given.person, root=organisation.root_id).exists():
        raise RuleBroken("1.4.3", _("管理员须是本单位登记的人员"))
    if AdminRole.objects.filter(in_force(today()), person_id=given.person).exists():
        raise RuleBroken("1.4.3", _("一人不得兼任两种管理员，请先免去原有角色"))
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
