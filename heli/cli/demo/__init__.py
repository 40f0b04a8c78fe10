"""The demo city 滨江市: its organisations, and a few matters that its people have carried on until yesterday.

It is played through `perform` under a moved clock, in one transaction: either all of it is there or nothing. Dates count
back from the day of loading, so that no entry lies in the future and every deed falls on a working day.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from heli.cli import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale", type=int, default=0, metavar="N", help="另外生成 N 件协作事项（含参与单位、任务、待办和已办），供压力测试"
    )


def run(options: argparse.Namespace) -> int:
    """Load the demo into its own data directory, and make it large where asked; 1 when that cannot be."""
    from heli.cli import serve

    if options.scale < 0:
        raise SystemExit("--scale 须为正整数，例如：bin/heli demo --scale 1000")
    data = serve.create(environment.data_of(options), demo=True)
    if not data.is_demo:
        raise SystemExit(f"{data.path} 用于正式使用，不能装入演示数据。请用 --data 另选一个目录。")
    with serve.sole_use(data):
        environment.start_django()
        environment.require_database()
        serve.prepare_database(data)
        if options.scale:
            _enlarge(options.scale)
    return 0


def load_demo() -> bool:
    """Let the demo city in; False when it is there already, or when the ledger is younger than the story would be."""
    from heli.cli.demo.days import Days
    from heli.cli.demo.load import is_loaded, load

    if is_loaded():
        return False
    days = Days.until_today()
    if _newest_entry() > days.eve:
        say("这个数据目录已有办理记录，不再装入演示数据。要看演示数据，请用 --data 另选一个目录。")
        return False
    begun = time.monotonic()
    say("正在装入演示数据（滨江市）…")
    load(days, say)
    say(f"演示数据已装入，用时 {time.monotonic() - begun:.0f} 秒。")
    return True


@contextmanager
def before_the_story() -> Iterator[None]:
    """Hold the clock at the eve of the story while a new database is made: the ledger never runs backwards (T08)."""
    from heli.cli.demo.days import Days
    from heli.cli.demo.load import is_loaded
    from heli.kernel.time import clock_at

    eve = Days.until_today().eve
    if is_loaded() or _newest_entry() > eve:
        yield
    else:
        with clock_at(eve):
            yield


def _newest_entry() -> datetime:
    """The time of the newest entry; the beginning of time where there is none, or no table yet."""
    from django.db import connection
    from django.db.models import Max

    from heli.ledger.models import Entry

    if Entry._meta.db_table not in connection.introspection.table_names():
        return datetime.min.replace(tzinfo=UTC)
    return Entry.objects.aggregate(newest=Max("at"))["newest"] or datetime.min.replace(tzinfo=UTC)


def _enlarge(count: int) -> None:
    from heli.cli.demo.scale import enlarge

    begun = time.monotonic()
    made = enlarge(count)
    say(f"已生成 {made}，用时 {time.monotonic() - begun:.1f} 秒。")


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)
