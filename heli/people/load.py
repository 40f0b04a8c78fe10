"""Loading an organisation from its YAML file, and the accounts with one-time codes for the first sign-in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.contrib.auth.hashers import make_password

from heli.acts.doors import installation_id
from heli.acts.pipeline import perform
from heli.kernel.actor import System
from heli.kernel.errors import InvalidInput
from heli.kernel.ref import Ref
from heli.kernel.time import now
from heli.people.models import Account, Person

CODE_HOURS = 24
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is easily misread on paper
DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True)
class FirstCode:
    """What is handed to a person on paper: login and one-time code, valid for 24 hours."""

    name: str
    login: str
    code: str


def read_file(path: Path) -> dict[str, Any]:
    """The document of one organisation; `InvalidInput` with a sentence when it is no such YAML."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput({"": [f"读不出文件 {path.name}：{error}"]}) from None
    if not isinstance(document, dict):
        raise InvalidInput({"": [f"{path.name} 须是一个单位的登记文件，样例见 docs/operations.md"]})
    return document


def load(document: dict[str, Any]) -> UUID:
    """Register the organisation of `document`; returns its id."""
    unit = perform(System("install"), "organisation.load", Ref("root", installation_id()), document)
    return UUID(str(unit.id))


def check_logins(document: dict[str, Any]) -> None:
    """`InvalidInput` where a login of the file is somebody's already: asked before anything is registered."""
    entries = document.get("persons") or []
    logins = [str(e.get("login")) for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    taken = sorted(Account.objects.filter(login__in=logins).values_list("login", flat=True))
    if taken or len(set(logins)) < len(logins):
        twice = taken or sorted({x for x in logins if logins.count(x) > 1})
        raise InvalidInput({"persons": [f"登录名 {'、'.join(twice)} 已被使用，请改用其他登录名"]})


def open_accounts(organisation: UUID, document: dict[str, Any]) -> list[FirstCode]:
    """Make an account with a one-time code for every person of the file. The code is shown once and kept as a hash."""
    persons = Person.objects.filter(root=organisation, account__isnull=True)
    by_name = {p.name: p for p in persons}
    codes = []
    for entry in document.get("persons", []):
        person = by_name.get(entry["name"])
        if person is None:
            continue
        code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        account = Account.objects.create(
            login=entry["login"], password=make_password(code), code_until=now() + timedelta(hours=CODE_HOURS)
        )
        perform(System("install"), "account.link", person, {"account": account.id})
        codes.append(FirstCode(entry["name"], entry["login"], code))
    return codes


def demo_files() -> list[Path]:
    """The organisations of the demo city 滨江市, in their order."""
    return sorted(DEMO.glob("*.yaml"))
