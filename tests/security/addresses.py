"""Every address of the installation, filled with things of one collaboration or with absent ones in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from heli.acts.registry import all_acts
from tests.walk.story import post, unit

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NOTHING = "00000000-0000-4000-8000-000000000000"


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every route of the installation as it is written."""
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, here)
        else:
            yield here


def values(s, file, problem, absent: bool) -> dict[str, list[str]]:
    """What stands in an address for each argument: things of the hidden matter, or absent ones in the same order."""
    matter = s.waiting("problem.solve")[0]
    refs = [s.ref, s.task("税务").ref, file.ref, problem.ref, matter.ref, s.approval(), s.duty("税务").ref, s.asked("税务").ref]
    ids = [NOTHING if absent else str(r.id) for r in refs]
    number = "XZ-1999-404" if absent else s.row.number
    return {
        "number": [number], "id": ids, "key": [*ids, number], "kind": [r.kind for r in refs], "matter": ids[4:5],
        "subject": [f"{r.kind}:{i}" for r, i in zip(refs, ids, strict=True)], "rest": ["acts", f"kinds/collaboration/{ids[0]}"],
        "verb": ["hand_in", "accept", "answer", "hand_over", "receive", "solve"], "name": ["task.hand_in", "collaborations"],
        "act": sorted({a.name for a in all_acts() if a.offered})[::9], "dimension": ["goal"], "nth": ["1"], "status": ["404"],
        "clause_id": ["1.1.2"], "unit": [str(unit("税务"))], "post": [str(post("马骏"))], "person": [NOTHING],
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
