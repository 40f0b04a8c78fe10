"""T09: nothing of a hidden collaboration leaves by any address: not its words, not its number, not that it is there.

The addresses are those of the installation: all that is routed is walked, with what belongs to the hidden matter filled in.
An address with an argument that `values` does not know fails, so there is no address beside the walk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from heli.acts.registry import all_acts
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from tests.walk.story import day, describing, post, unit

pytestmark = pytest.mark.django_db
CANARY = "金丝雀四〇九二"
QUIET = "什么也不是"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every route of the installation as it is written."""
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, here)
        else:
            yield here


@pytest.fixture
def hidden(startup, cast, settings, tmp_path):
    """A collaboration in execution with the canary in its title, a file, a hand-in and a problem."""
    settings.DATA = SimpleNamespace(path=tmp_path)
    s = startup("drafted")
    s.do("周建国", "need.describe", None, {**describing(f"{CANARY}上线"), "problem": f"{CANARY}问题"})
    s.reach("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    file = attach(cast("马骏"), s.task("税务").ref, received(b"%PDF-1 canary", f"{CANARY}.pdf")).result
    s.do("马骏", "task.hand_in", s.task("税务"), {"words": f"{CANARY}已办结", "files": [str(file.id)]})
    problem = {"title": f"{CANARY}不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    return s, file, s.do("陈晓燕", "problem.raise", None, problem)


def values(s, file, problem, absent: bool) -> dict[str, list[str]]:
    """What stands in an address for each argument: things of the hidden matter, or absent ones in the same order."""
    nothing = "00000000-0000-4000-8000-000000000000"
    matter = s.waiting("problem.solve")[0]
    refs = [s.ref, s.task("税务").ref, file.ref, problem.ref, matter.ref, s.approval(), s.duty("税务").ref, s.asked("税务").ref]
    ids = [nothing if absent else str(r.id) for r in refs]
    number = "XZ-1999-404" if absent else s.row.number
    return {
        "number": [number], "id": ids, "key": [*ids, number], "kind": [r.kind for r in refs], "matter": ids[4:5],
        "subject": [f"{r.kind}:{i}" for r, i in zip(refs, ids, strict=True)], "rest": ["acts", f"kinds/collaboration/{ids[0]}"],
        "verb": ["hand_in", "accept", "answer", "hand_over", "receive", "solve"], "name": ["task.hand_in", "collaborations"],
        "act": sorted({a.name for a in all_acts() if a.offered})[::9], "dimension": ["goal"], "nth": ["1"], "status": ["404"],
        "clause_id": ["1.1.2"], "unit": [str(unit("税务"))], "post": [str(post("马骏"))], "person": [nothing],
    }  # fmt: skip


def addresses(filled: dict[str, list[str]]) -> list[str]:
    """Every route with every value; arguments that belong together (kind and id of one thing) go in step."""
    found = []
    for route in routes(get_resolver().url_patterns):
        names = ARGUMENT.findall(route)
        assert set(names) <= filled.keys(), f"{route}: say in `values` what stands there"
        for turn in range(max((len(filled[n]) for n in names), default=1)):
            found.append(ARGUMENT.sub(lambda m, turn=turn: filled[m[1]][turn % len(filled[m[1]])], route))
    return found


def body(answer) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return whole.decode(errors="replace")


def told(client, address: str, word: str) -> tuple[int, str]:
    """Status and body, looked for `word` where one looks for words; what one asked for oneself does not count."""
    answer = client.get(address, {"q": word, "sort": "title", "page": "1"})
    return answer.status_code, body(answer).replace(f'value="{word}"', "").replace(f"“{word}”", "")


def test_no_address_tells_of_a_hidden_collaboration(hidden, cast, browser):
    s, file, problem = hidden
    there, nowhere = (addresses(values(s, file, problem, absent)) for absent in (False, True))
    assert len(there) > 150
    marks = (CANARY, s.row.number, str(s.c), str(file.id))
    client = browser(cast("安维新"))  # whoever is not signed in gets no further than the door (T21)
    for one, other in zip(there, nowhere, strict=True):
        (status, said), (absent, _) = told(client, one, CANARY), told(client, other, CANARY)
        assert status == absent, one
        assert not [m for m in marks if m in said and m not in one], one


def test_whoever_takes_part_does_read_of_it_at_these_addresses(hidden, cast, browser):
    s, file, problem = hidden
    client = browser(cast("唐宁"))
    found = {a for a in addresses(values(s, file, problem, absent=False)) if CANARY in told(client, a, QUIET)[1]}
    home = f"/c/{s.row.number}/"
    assert {home, f"{home}need/", f"{home}tasks/{s.task('税务').id}/", f"{home}problems/", f"/log/collaboration/{s.c}/"} <= found
    assert len(found) > 20
