"""Registering an organisation as its file describes it, checked as a whole before the first row is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from heli.acts.deed import Deed
from heli.kernel.errors import InvalidInput
from heli.kernel.time import today
from heli.people.codes import open_account
from heli.people.inputs import OrganisationIn, PersonIn, PostIn, UnitIn
from heli.people.models import Account, AdminRole, Holding, Person, Post, Unit, UnitName, UnitParent

Fault = tuple[str, str]


def check(given: OrganisationIn) -> None:
    """`InvalidInput` with a sentence at each place that does not fit the rest or what is registered already."""
    found: dict[str, list[str]] = {}
    for path, sentence in (*_units(given), *_persons(given), *_posts(given), *_administrators(given)):
        found.setdefault(path, []).append(sentence)
    if found:
        raise InvalidInput(found)


def _units(given: OrganisationIn) -> Iterator[Fault]:
    if given.since and given.since > today():
        yield "since", _("起始日期不能晚于今天：登记后即可使用，请改为今天或更早的日期")
    codes = [given.code, *(u.code for u in given.units)]
    paths = ["code", *(f"units.{i}.code" for i in range(len(given.units)))]
    taken = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
    for i, (path, code) in enumerate(zip(paths, codes, strict=True)):
        if code in taken:
            yield path, _("单位编码 {code} 已经登记，不能重复登记").format(code=code)
        elif code in codes[:i]:
            yield path, _("单位编码 {code} 在文件中出现两次，请改用不同的编码").format(code=code)
    above = {u.code: u.parent or given.code for u in given.units}
    for i, unit in enumerate(given.units):
        if unit.parent and unit.parent not in codes:
            yield f"units.{i}.parent", _("文件中没有编码为“{code}”的单位，请先在内设机构一节登记").format(code=unit.parent)
        elif _in_a_ring(unit.code, above):
            yield f"units.{i}.parent", _("上级单位绕成一圈，请核对上下级关系")


def _in_a_ring(code: str, above: dict[str, str]) -> bool:
    seen: set[str] = set()
    while code in above and code not in seen:
        seen.add(code)
        code = above[code]
    return code in seen


def _persons(given: OrganisationIn) -> Iterator[Fault]:
    logins = [p.login for p in given.persons]
    taken = set(Account.objects.filter(login__in=logins).values_list("login", flat=True)) if given.accounts else set()
    for i, login in enumerate(logins):
        if login in taken:
            yield f"persons.{i}.login", _("登录名 {login} 已被使用，请改用其他登录名").format(login=login)
        elif login in logins[:i]:
            yield f"persons.{i}.login", _("登录名 {login} 在文件中出现两次，请改用不同的登录名").format(login=login)


def _posts(given: OrganisationIn) -> Iterator[Fault]:
    codes = {given.code, *(u.code for u in given.units)}
    logins = {p.login for p in given.persons}
    for i, post in enumerate(given.posts):
        if post.unit and post.unit not in codes:
            yield f"posts.{i}.unit", _("文件中没有编码为“{code}”的单位，请先在内设机构一节登记").format(code=post.unit)
        if post.person and post.person not in logins:
            yield f"posts.{i}.person", _("文件中没有登录名为“{login}”的人员，请先在人员一节登记").format(login=post.person)


def _administrators(given: OrganisationIn) -> Iterator[Fault]:
    logins = {p.login for p in given.persons}
    people, holders = [a.person for a in given.administrators], {p.person for p in given.posts}
    for i, login in enumerate(people):
        if login not in logins:
            yield f"administrators.{i}.person", _("文件中没有登录名为“{login}”的人员，请先在人员一节登记").format(login=login)
        elif login in people[:i]:
            yield f"administrators.{i}.person", _("一人不得兼任两种管理员，请改为另一人（规范第 1.4.3.b 条）")
        elif login in holders:
            yield f"administrators.{i}.person", _("管理员不担任业务岗位，请改为另一人，或改由其他人任职（规范第 1.4.3.b 条）")


def register(deed: Deed, given: OrganisationIn) -> Unit:
    """Write the organisation with all that is below it, under a root of its own."""
    since = given.since or today()
    root = deed.new_root("organisation")
    unit = Unit(id=root.id, root_id=root.id, code=given.code, org_kind=given.kind, level=given.level, order=given.order)
    unit.is_organisation = True
    unit.save()
    UnitName.objects.create(root_id=root.id, unit=unit, name=given.name, short=given.short, valid_from=since)
    units = _add_units(unit, given.units, since)
    persons = _add_persons(deed, unit, given)
    _add_posts(unit, units, persons, given.posts, since)
    AdminRole.objects.bulk_create(
        [
            AdminRole(root_id=root.id, organisation=unit, person=persons[row.person], role=row.role, valid_from=since)
            for row in given.administrators
        ]
    )
    return unit


def _add_units(organisation: Unit, parts: Sequence[UnitIn], since: date) -> dict[str, Unit]:
    root, kind, level, order = organisation.root_id, organisation.org_kind, organisation.level, organisation.order
    made = Unit.objects.bulk_create([Unit(root_id=root, code=p.code, org_kind=kind, level=level, order=order) for p in parts])
    units = {organisation.code: organisation} | {u.code: u for u in made}
    UnitName.objects.bulk_create(
        [UnitName(root_id=root, unit=units[p.code], name=p.name, short=p.short, valid_from=since) for p in parts]
    )
    UnitParent.objects.bulk_create(
        [
            UnitParent(root_id=root, unit=units[p.code], parent=units[p.parent or organisation.code], valid_from=since)
            for p in parts
        ]
    )
    return units


def _add_persons(deed: Deed, organisation: Unit, given: OrganisationIn) -> dict[str, Person]:
    persons = Person.objects.bulk_create([Person(root_id=organisation.root_id, name=p.name) for p in given.persons])
    if given.accounts:
        accounts = [open_account(p.login) for p in given.persons]
        deed.children_of("account.link", [(p, {"account": a.id}) for p, a in zip(persons, accounts, strict=True)])
    return dict(zip(_logins(given.persons), persons, strict=True))


def _logins(persons: Sequence[PersonIn]) -> list[str]:
    return [p.login for p in persons]


def _add_posts(
    organisation: Unit, units: dict[str, Unit], persons: dict[str, Person], given: Sequence[PostIn], since: date
) -> None:
    root = organisation.root_id
    posts = Post.objects.bulk_create(
        [
            Post(root_id=root, unit=units[p.unit or organisation.code], title=p.title, duties=list(p.duties), order=i)
            for i, p in enumerate(given)
        ]
    )
    Holding.objects.bulk_create(
        [
            Holding(root_id=root, post=post, person=persons[p.person], valid_from=since)
            for post, p in zip(posts, given, strict=True)
            if p.person
        ]
    )
