"""Loading an organisation from its YAML file, and one-time codes on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Q

from heli.acts.doors import installation_id
from heli.acts.pipeline import perform
from heli.acts.shown import Shown
from heli.kernel.actor import System
from heli.kernel.errors import InvalidInput
from heli.kernel.ref import Ref
from heli.people.models import Person
from heli.people.queries import unit_names

DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True)
class FirstCode:
    """What is handed to a person on paper: login and one-time code, valid for 24 hours."""

    name: str
    login: str
    code: str


def read_file(path: Path) -> dict[str, Any]:
    """The document of one organisation; `InvalidInput` with line and sentence when it is no such YAML."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidInput({"": [f"读不出文件 {path}：{error.strerror}"]}) from None
    except UnicodeDecodeError:
        raise InvalidInput({"": [f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8 再登记"]}) from None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        document = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidInput({"": [f"{path.name} {_place(error)}的写法有误，请核对缩进、冒号后的空格、引号和括号"]}) from None
    if not isinstance(document, dict):
        raise InvalidInput({"": [f"{path.name} 须是一个单位的登记文件，样例见 docs/operations.md"]})
    if twice := dict(_twice(node, "")):
        raise InvalidInput(twice)
    return {str(k): v for k, v in document.items()}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第 {mark.line + 1} 行第 {mark.column + 1} 个字处" if mark else ""


def _twice(node: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Keys that stand twice in one mapping: YAML would take the last in silence."""
    for path, key, twice in _walk(node, prefix):
        if twice:
            yield path, [f"第 {key.start_mark.line + 1} 行：“{key.value}”写了两次，请去掉一处"]


def _walk(node: Any, prefix: str) -> Iterator[tuple[str, Any, bool]]:
    """Every place of a document: its path as errors name it, the node that stands there, whether its key came before."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            yield f"{prefix}{key.value}", key, key.value in seen
            seen.add(str(key.value))
            yield from _walk(value, f"{prefix}{key.value}.")
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield f"{prefix}{i}", item, False
            yield from _walk(item, f"{prefix}{i}.")


def at_lines(path: Path, error: InvalidInput) -> InvalidInput:
    """The same sentences, each with the line of the file at which to look."""
    try:
        node = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return error
    lines = {place: key.start_mark.line + 1 for place, key, _ in _walk(node, "")}
    return InvalidInput({f"{_line(place, lines)}{place}": found for place, found in error.fields.items()})


def _line(place: str, lines: Mapping[str, int]) -> str:
    """The line of the place, or of what it would stand in."""
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return f"第 {lines[place]} 行 " if place else ""


def load(document: Mapping[str, Any], *, accounts: bool = False) -> UUID:
    """Register the organisation of `document`, all of it or nothing; returns its id."""
    given = {**document, "accounts": accounts}
    unit = perform(System("install"), "organisation.load", Ref("root", installation_id()), given)
    return UUID(str(unit.id))


def first_codes(organisation: UUID) -> list[FirstCode]:
    """A one-time code for every account of a new organisation, in the order of the file. Shown once and kept as a hash.

    Each on record, one by one: hundreds of hashes in one transaction would hold up everybody else's deeds.
    """
    return [_renewed(p) for p in Person.objects.filter(root=organisation, account__isnull=False).order_by("account")]


def code_for(key: str, login: str = "") -> FirstCode:
    """A new code for the person of this name, login or id; with `login` the account is opened first where there is none.

    `InvalidInput` when nobody or more than one person is meant.
    """
    person = _person(key)
    if person.account_id is None and not login:
        raise InvalidInput({"--login": [f"{person.name}还没有账号，用 --login 给出登录名后开通"]})
    if person.account_id is not None:
        return _renewed(person)
    return _first_code(perform(System("install"), "account.open", person, {"login": login}))


def _renewed(person: Person) -> FirstCode:
    return _first_code(perform(System("install"), "account.renew", person))


def _first_code(shown: Shown) -> FirstCode:
    return FirstCode(*(value for _, value in shown.lines))


def _person(key: str) -> Person:
    by_id = Q(id=key) if _is_id(key) else Q(pk__in=[])
    found = list(Person.objects.select_related("account").filter(by_id | Q(name=key) | Q(account__login=key))[:20])
    if not found:
        raise InvalidInput({"": [f"没有姓名、登录名或标识为“{key}”的人员，请核对"]})
    if len(found) > 1:
        names = unit_names([p.root_id for p in found])
        lines = [f"{names[p.root_id].name} {p.account.login if p.account else p.id}" for p in found]
        raise InvalidInput({"": [f"有 {len(found)} 人叫“{key}”，请改用登录名或标识：" + "；".join(lines)]})
    return found[0]


def _is_id(key: str) -> bool:
    try:
        return bool(UUID(key))
    except ValueError:
        return False


def demo_files() -> list[Path]:
    """The organisations of the demo city 滨江市, in their order."""
    return sorted(DEMO.glob("*.yaml"))
