"""Queries and CPU time of pages, in a base world and in one with ten times the matters (must-hold 9).

    python -m benchmarks.pages [--database postgres]

The open items of the person stay the same, 已办 grows ten times with everything else. CPU is that of this process (Django's
test client), plus that of the database's own process on PostgreSQL. Rounds of both worlds cannot alternate, so each is the
median of many.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from benchmarks.world import DATABASES, installation, person, story_in_work

QUERIES, RATIO = 15, 1.3
ROUNDS = 15
OTHERS, DONE, OPEN = 1_000, 100, 20  # matters of others, own 已办, own open ones, in the base world
PARTS = ("/gate/", "/recent/")
"""Ends of the addresses that a page takes in after it has loaded."""
TABS = ("sign", "todo", "read", "confirm", "mine", "done")


def main() -> int:
    """0 when every page that is built keeps both bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    options = parser.parse_args()
    with installation(options.database):
        story = story_in_work()
        grow(story, OTHERS, DONE, OPEN)
        visits = pages(story)
        small = {name: measure(*visit) for name, visit in visits.items()}
        grow(story, 9 * OTHERS, 9 * DONE, 0)
        big = {name: measure(*visit) for name, visit in visits.items()}
    return show(small, big)


def pages(story: Any) -> dict[str, tuple[Any, str]]:
    """Name → client and address of each page that is built; says which are not."""
    from django.urls import NoReverseMatch, reverse

    from conftest import Browser

    zhou, tang = (Browser(actor, SERVER_NAME="127.0.0.1") for actor in (person("周建国", "officer"), person("唐宁")))
    wanted: dict[str, tuple[Any, str, list[Any], str]] = {
        **{f"inbox {tab}": (zhou, "inbox", [], f"?tab={tab}") for tab in TABS},
        **{f"unit inbox {tab}": (tang, "inbox", [], f"?tab={tab}") for tab in TABS},
        "list": (zhou, "collaborations", [], ""),
        "home": (zhou, "collaboration", [story.row.number], ""),
        "home, its gate": (zhou, "collaboration-gate", [story.row.number], ""),
        "home, last deeds": (zhou, "collaboration-recent", [story.row.number], ""),
        "board": (zhou, "tasks", [story.row.number], ""),
        "compliance": (zhou, "compliance", [story.row.number], ""),
    }
    found = {}
    for name, (client, address, arguments, query) in wanted.items():
        try:
            found[name] = (client, reverse(address, args=arguments) + query)
        except NoReverseMatch:
            print(f"{name}: not built")
    return found


def measure(client: Any, address: str) -> tuple[int, float]:
    """Queries, and CPU milliseconds of a request: the median of many."""
    clock = cpu_clock()
    ask = {"headers": {"HX-Request": "true"}} if address.endswith(PARTS) else {}
    for _ in range(3):
        assert client.get(address, **ask).status_code == 200, address
    asked = count_queries(lambda: client.get(address, **ask))
    times = []
    for _ in range(ROUNDS):
        begun = clock()
        client.get(address, **ask)
        times.append(1000 * (clock() - begun))
    return asked, statistics.median(times)


def count_queries(visit: Callable[[], object]) -> int:
    """The statements of a visit. Django's own capture forgets them: a request resets its log."""
    from django.db import connection

    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        visit()
    return len(said)


def cpu_clock() -> Callable[[], float]:
    """CPU seconds of this process and, on PostgreSQL, of the one that serves its connection."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = int(cursor.fetchone()[0])

    def both() -> float:
        # nanoseconds on the CPU; `stat` counts in hundredths of a second only
        with open(f"/proc/{server}/schedstat") as file:
            return time.process_time() + int(file.read().split()[0]) / 1e9

    return both


def grow(story: Any, others: int, done: int, open_: int) -> None:
    """Add matters by the door of the generator: of other units, and of the person and unit that look (finished, open)."""
    from django.db import models

    from heli.acts.doors import generator
    from heli.acts.models import Root
    from heli.collaborations.models import Collaboration
    from heli.matters.models import Handled, Matter
    from tests.walk.story import post, unit

    roots = [Root(id=uuid4(), kind="collaboration") for _ in range(max(1, others // 20))]
    rows = [_matter(story, n, roots[n % len(roots)].id, unit(SHORTS[n % 7]), None) for n in range(others)]
    own, home = post("周建国", "officer"), unit("市监")
    rows += [_matter(story, n, story.c, home, own if n % 2 else None, finished=True) for n in range(2 * done)]
    rows += [_matter(story, n, story.c, home, own if n % 2 else None) for n in range(2 * open_)]
    with generator(f"benchmarks: {len(rows)} matters"):
        models.QuerySet(Root).bulk_create(roots)
        copies = [_collaboration(story.row, root.id, unit(SHORTS[n % 7])) for n, root in enumerate(roots)]
        models.QuerySet(Collaboration).bulk_create(copies, batch_size=500)
        models.QuerySet(Matter).bulk_create(rows, batch_size=500)
        past = [Handled(holder=m.owner_post_id or m.owner_unit_id, matter=m, at=m.done_at) for m in rows if m.done_at]
        models.QuerySet(Handled).bulk_create(past, batch_size=500)
    analyse()


SHORTS = ("公安", "税务", "人社", "医保", "公积金", "人行", "数据")


def _collaboration(row: Any, id_: UUID, unit: UUID) -> Any:
    copy = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    copy.id, copy.root_id, copy.initiator_id = id_, id_, unit
    copy.number, copy.title = f"XZ-2025-{id_.hex[:8]}", f"生成的协作事项 {id_.hex[:8]}"
    return copy


def _matter(story: Any, n: int, root: UUID, unit: UUID, post: UUID | None, *, finished: bool = False) -> Any:
    from heli.kernel.time import now
    from heli.matters.models import Matter

    opened = now() - timedelta(hours=n % 2000)
    done = opened + timedelta(minutes=30) if finished else None
    return Matter(
        id=uuid4(), root_id=root, kind="problem.solve", about_kind="collaboration", about_id=story.c, title=f"生成的事项 {n}",
        owner_unit_id=unit, owner_post_id=post, opened_at=opened, due_at=now() + timedelta(days=n % 30), term="5wd",
        state="closed" if finished else "open", done_at=done, level="内部", audience="collaboration",
    )  # fmt: skip


def analyse() -> None:
    """Let the database know how large its tables are, as its own daemon would in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def show(small: dict[str, tuple[int, float]], big: dict[str, tuple[int, float]]) -> int:
    """Print the table; 1 when a bound is broken."""
    print(f"{'page':<22}{'queries':>8}{'×10':>6}{'CPU ms':>9}{'×10':>9}{'ratio':>7}")
    broken = False
    for name, (queries, cpu) in small.items():
        more, slower = big[name]
        ratio = slower / cpu
        bad = max(queries, more) > QUERIES or ratio > RATIO
        broken = broken or bad
        print(f"{name:<22}{queries:>8}{more:>6}{cpu:>9.2f}{slower:>9.2f}{ratio:>7.2f}{'  BROKEN' if bad else ''}")
    print(f"bounds: {QUERIES} queries, ratio {RATIO}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
