"""Bad input on every form (must-hold 7): 4xx, a sentence at the field, nothing changed, nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from heli.acts.registry import all_acts, find_act
from heli.collaborations.tests.startup import DUTY_OF, Startup
from heli.kernel.cards import kinds
from tests.forms.cases import FORM, Case, tried, undone
from tests.forms.crawl import Found, crawl
from tests.forms.fill import filled
from tests.forms.page import body
from tests.forms.worlds import WORLDS, World

pytestmark = pytest.mark.django_db
STRANGER = "任静"


def act_of(found: Found, client: Client) -> str:
    """Which act a form is for: the one that is tried when it is sent as it stands."""
    names: list[str] = []
    with tried(names), undone():
        client.post(found.form.action, body(found.form.typed()), content_type=FORM)
    return names[0] if names else ""


def forms_of(world: World, s: Startup, browse: Callable[[str], Client]) -> list[Found]:
    """The forms that the people of a world find, each address pattern once."""
    row = s.row
    key = row.number or row.id
    within = world.within or rf"^/(inbox|matters|approvals|tasks|files/of|do)|^/c/({key}|{row.id})/|^/c/new/"
    found: dict[str, Found] = {}
    for who in world.people:
        for one in crawl(browse(who), who, ["/people/"] if world.within else ["/inbox/", f"/c/{key}/"], within):
            found.setdefault(one.pattern, one)
    return list(found.values())


def sibling(other: Startup) -> Callable[[Sequence[str]], str]:
    """For the ids that a list offers, one of the same kind that it does not; of the other collaboration, if it has one."""

    def foreign(offered: Sequence[str]) -> str:
        for kind in kinds():
            rows = kind.model._default_manager
            if hasattr(kind.model, "root_id") and rows.filter(pk=offered[0]).exists():
                rest = rows.exclude(pk__in=offered)
                if row := rest.filter(root_id=other.c).first() or rest.first():
                    return str(row.pk)
        return "00000000-0000-4000-8000-000000000000"

    return foreign


@pytest.mark.parametrize("world", WORLDS, ids=lambda w: w.name)
def test_every_form_refuses_bad_input(world: World, cast: Any, browser: Any) -> None:
    s = Startup(cast)
    world.build(s)
    clients: dict[str, Client] = {}

    def browse(who: str) -> Client:
        return clients.setdefault(who, browser(cast(who, DUTY_OF.get(who, "")), raise_request_exception=False))

    forms = [(f, act_of(f, browse(f.who))) for f in forms_of(world, s, browse)]
    found = {act for _, act in forms}
    assert world.acts <= found, f"no form of {sorted(world.acts - found)} is reached; found {sorted(found)}"
    other = Startup(cast).reach("planned")
    faults: list[str] = []
    for form, act in forms:
        if act not in world.acts:
            continue  # it is tried where its world says so
        elsewhere = re.sub(r"^/c/[^/]+/", f"/c/{other.row.number}/", form.form.action)
        case = Case(form, browse(form.who), find_act(act), filled(form.form, act), sibling(other), browse(STRANGER), elsewhere)
        case.all()
        faults += case.faults
        print("  ", act, form.pattern, case.count, flush=True)
        print(*case.faults, sep="\n", flush=True)
    assert not faults, "\n".join(faults)


NO_FORM = {
    "duty.fill": "a region pasted into the list by matrix.js; without JS the same is done by duty.paste",
    "document.attach": "a file is no answer to a question: tests/security/test_t12_files.py",
    "document.remove": "one click on a file: tests/security/test_t12_files.py",
    "party.invite": "the demo city has no unit left to invite: heli/collaborations/joining/tests",
    "notice.read": "one click on all that is new: heli/notices/tests",
    "finding.adopt": "one click beside a finding: heli/collaborations/duties/tests",
    "account.renew": "the form of account.open, for somebody who has an account: heli/people/tests/test_accounts.py",
}
"""Acts of people without a form of their own, and why."""


def test_every_act_of_people_has_a_form() -> None:
    acts = {a.name for a in all_acts() if a.by_people and a.room != "scratch"}
    assert acts - {a for w in WORLDS for a in w.acts} == set(NO_FORM)
