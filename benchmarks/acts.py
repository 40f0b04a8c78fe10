"""Statements of acts, and their throughput against the same SQL through the bare driver (must-hold 9).

    python -m benchmarks.acts [--database postgres] [--seconds 5]

1. Statements of a simple act, BEGIN and COMMIT included: at most ten.
2. Statements of the widest acts with 3, 6 and 12 parties: always the same.
3. Eight processes writing `need.describe`, each on a collaboration of its own, through the pipeline; then eight that send the
   statements of one such act, captured, through sqlite3 or psycopg alone. The ratio says what the pipeline costs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.world import DATABASES, installation, person, straight

BOUND = 10
PARTIES = (3, 6, 12)
WRITERS = 8
AIM = {"sqlite": 0.15, "postgres": 0.20}
GIVEN = {"scenario": "service", "title": "测量用的协作事项"}


def main() -> int:
    """0 when the bounds on statements are kept; throughput is an aim, not a bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--writer", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.writer:
        return write(*options.writer)
    with installation(options.database):
        simple = simple_act()
        wide = wide_acts()
        throughput(options.database, options.seconds)
    return 0 if simple <= BOUND and all(len(set(counts)) == 1 for counts in wide.values()) else 1


def simple_act() -> int:
    """Print and count the statements of `need.describe`."""
    made = start()
    said = cost(person("周建国", "officer"), "need.describe", made, {**GIVEN, "problem": "跑 8 个窗口"})
    print(f"need.describe: {len(said)} statements (bound {BOUND})")
    for sql in said:
        print(f"   {' '.join(sql.split())[:110]}")
    return len(said)


def start() -> Any:
    """A new draft."""
    from heli.acts.pipeline import perform
    from heli.people.models import Unit

    return perform(person("周建国", "officer"), "collaboration.start", Unit.objects.get(code="bjsj"), GIVEN)


def cost(actor: Any, act: str, subject: Any, given: Any = None) -> list[str]:
    """The statements of a deed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from heli.acts.pipeline import perform

    with CaptureQueriesContext(connection) as captured:
        perform(actor, act, subject, given, key=uuid4().hex)
    return [q["sql"] for q in captured.captured_queries]


def wide_acts() -> dict[str, list[int]]:
    """Statements of acts that reach every party, by the number of cooperating units."""
    counts: dict[str, list[int]] = {"need.rule": [], "column.send": []}
    for number in PARTIES:
        rule, send = with_parties(cooperating(number))
        counts["need.rule"].append(rule)
        counts["column.send"].append(send)
    for act, found in counts.items():
        print(f"{act}: {found} statements with {PARTIES} parties{'' if len(set(found)) == 1 else '  GROWS'}")
    return counts


def cooperating(number: int) -> list[UUID]:
    """So many organisations beside the lead; registered where the demo city has too few."""
    from heli.people.load import load
    from heli.people.models import Unit

    known = Unit.objects.filter(is_organisation=True).exclude(code__in=("bjsj", "bjzf"))
    for n in range(known.count(), number):
        code = f"bench{n}"
        people = [{"login": f"{code}.{letter}", "name": f"测量{word}"} for letter, word in (("a", "甲"), ("b", "乙"))]
        posts = [
            {"unit": code, "title": t, "duties": [d], "person": p["login"]}
            for t, d, p in zip(("联络员", "副联络员"), ("liaison", "deputy_liaison"), people, strict=True)
        ]
        load(
            {
                "code": code, "name": f"滨江市测量{n}局", "short": f"测{n}", "kind": "government", "level": "city",
                "order": 20 + n, "since": "2026-01-01", "units": [], "persons": people, "posts": posts, "administrators": [],
            }
        )  # fmt: skip
    return list(known.order_by("order").values_list("id", flat=True)[:number])


def with_parties(units: list[UUID]) -> tuple[int, int]:
    """Statements of confirming a need with these cooperating units, and of asking all of them for their column."""
    from heli.people.models import Unit
    from tests.walk import story

    told = story.Story(straight)
    made = told.do("周建国", "collaboration.start", Unit.objects.get(code="bjsj").ref, GIVEN)
    assert made is not None
    told.c = made.id
    told.do("周建国", "need.describe", None, story.describing(GIVEN["title"]))
    told.do("周建国", "need.outcomes", None, {"outcomes": story.outcomes()})
    told.do("周建国", "need.roles", None, {**story.roles(), "cooperating": [str(u) for u in units]})
    told.do("周建国", "need.schedule", None, story.schedule())
    told.do("周建国", "need.submit")
    rule = cost(person("郑国强"), "need.rule", told.ref, {"confirmed": True, "opinion": "需求属实"})
    shorts = ["市监", *(str(s) for s in _shorts(units))]
    head = "工作事项\t" + "\t".join(shorts) + "\t边界\t应交成果"
    cells = ["牵主", *["知"] * len(units), "从受理起到发照止", "营业执照"]
    table = "\n".join([head, *("\t".join([o.title, *cells]) for o in told.row.outcomes.all())])
    told.do("韩雪", "duty.paste", None, {"text": table, "module": "project"})
    for row in told.row.duty_rows.all():
        outcome = next(o for o in told.row.outcomes.all() if o.title == row.title)
        given = {k: getattr(row, k) for k in ("module", "title", "boundary", "deliverable")}
        told.do("韩雪", "duty.edit", row.ref, {**given, "outcome": str(outcome.id)})
    send = cost(person("韩雪"), "column.send", told.ref)
    return len(rule), len(send)


def _shorts(units: list[UUID]) -> list[str]:
    from heli.people.queries import unit_names

    names = unit_names(units)
    return [names[u].short for u in units]


# ── throughput ──────────────────────────────────────────────────────────────────────────────────


def throughput(database: str, seconds: float) -> None:
    """Print deeds a second, p50 and p99 of both, and the ratio."""
    drafts = [start() for _ in range(WRITERS)]
    file = Path(os.environ["HELI_DATA"]) / "captured.json"
    file.write_text(json.dumps([capture(draft) for draft in drafts]))
    results = {}
    for way in ("bare", "pipeline"):
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.acts", "--writer", way, str(file)]
        running = [_begin([*command, str(n), str(seconds)]) for n in range(WRITERS)]
        for process in running:
            process.stdout.readline()  # ready
        for process in running:
            process.stdin.write("go\n")
            process.stdin.flush()
        times = sorted(t for process in running for t in json.loads(process.stdout.readline()))
        for process in running:
            process.communicate()
        results[way] = len(times) / seconds
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
        print(f"{way:<9}{results[way]:>8.0f} a second   p50 {1000 * p50:>6.1f} ms   p99 {1000 * p99:>7.1f} ms")
    print(f"ratio {results['pipeline'] / results['bare']:.1%} with {WRITERS} writers (aim {AIM[database]:.0%})")


def _begin(command: list[str]) -> Any:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def capture(draft: Any) -> dict[str, Any]:
    """The statements and parameters of one deed on `draft`, as the driver gets them, and what must differ at each repeat."""
    from django.db import connection

    from heli.acts.pipeline import carry_out
    from heli.ledger.models import Entry

    said: list[list[Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append([sql, [encode(p) for p in params or ()]])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        done = carry_out(person("周建国", "officer"), "need.describe", draft, {**GIVEN, "problem": "一"}, key=uuid4().hex)
    nth = Entry.objects.get(id=done.receipt.entry).nth
    return {"draft": str(draft.id), "entry": str(done.receipt.entry), "nth": nth, "said": said}


def encode(value: Any) -> Any:
    """A parameter as JSON."""
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    if hasattr(value, "isoformat"):
        return {"time": value.isoformat()}
    if hasattr(value, "obj"):
        # a wrapper of the driver: of octets, or of JSON
        return encode(value.obj) if isinstance(value.obj, bytes | memoryview) else {"json": value.obj}
    return value


def decode(value: Any) -> Any:
    """The parameter again."""
    from datetime import date, datetime

    if not isinstance(value, dict):
        return value
    kind, content = next(iter(value.items()))
    if kind == "uuid":
        return UUID(content)
    if kind == "bytes":
        return bytes.fromhex(content)
    if kind == "time":
        return datetime.fromisoformat(content) if "T" in content else date.fromisoformat(content)
    from psycopg.types.json import Jsonb

    return Jsonb(content)


def write(way: str, file: str, number: str, seconds: str) -> int:
    """One of the writers: says when it is ready, waits for a line, prints the seconds of each deed as JSON."""
    import django

    django.setup()
    own = json.loads(Path(file).read_text())[int(number)]
    deed = Replay(own) if way == "bare" else through_pipeline(own)
    print("ready", flush=True)
    sys.stdin.readline()
    times, end = [], time.perf_counter() + float(seconds)
    while (begun := time.perf_counter()) < end:
        deed()
        times.append(time.perf_counter() - begun)
    print(json.dumps(times), flush=True)
    return 0


def through_pipeline(own: dict[str, Any]) -> Any:
    """A deed on one's own draft; the text changes each time."""
    from heli.acts.pipeline import perform
    from heli.kernel.ref import Ref

    actor, ref = person("周建国", "officer"), Ref("collaboration", UUID(own["draft"]))
    return lambda: perform(actor, "need.describe", ref, {**GIVEN, "problem": uuid4().hex}, key=uuid4().hex)


class Replay:
    """The captured statements through the driver alone, with a new entry id and the next number at each repeat."""

    def __init__(self, own: dict[str, Any]) -> None:
        from django.db import connection

        connection.ensure_connection()
        self.sqlite = connection.vendor == "sqlite"
        self.driver = connection.connection
        if self.sqlite:
            self.driver.create_function("heli_door", 0, lambda: "act")
        else:
            self.driver.autocommit = True
        self.entry, self.nth = UUID(own["entry"]), int(own["nth"])
        self.said = [(self._sql(sql), [decode(p) for p in params], self._place(sql)) for sql, params in own["said"]]
        self.said = [one for one in self.said if not one[0].startswith(("BEGIN", "COMMIT"))]

    def _sql(self, sql: str) -> str:
        return sql.replace("%s", "?").replace("%%", "%") if self.sqlite else sql

    def _place(self, sql: str) -> int:
        """Where the number of the entry stands among the parameters; -1 elsewhere."""
        if not sql.startswith('INSERT INTO "ledger_entry"'):
            return -1
        return re.findall(r'"(\w+)"', sql.partition("(")[2].partition(")")[0]).index("nth")

    def __call__(self) -> None:
        fresh = uuid4()
        self.nth += 1
        swap = {self.entry: fresh, self.entry.hex: fresh.hex}
        cursor = self.driver.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
        for sql, params, place in self.said:
            own = [swap.get(p, p) if isinstance(p, UUID | str) else p for p in params]
            if place >= 0:
                own[place] = self.nth
            cursor.execute(sql, own)
            if cursor.description:
                cursor.fetchall()
        cursor.execute("COMMIT")
        cursor.close()


if __name__ == "__main__":
    sys.exit(main())
