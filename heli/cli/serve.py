"""Start Heli on one data directory: database, demo, web server and worker. What `bin/run` calls."""

from __future__ import annotations

import argparse
import errno
import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TextIO

from heli.cli import environment
from heli.cli.demo import before_the_story, load_demo
from heli.cli.processes import GRACE, Child, StopSignals, heli, stop_all, watch
from heli.cli.web import HOST
from heli.config.data import Data

READY_WITHIN = 60.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口（默认：8000；0 表示任选一个空闲端口）")
    parser.add_argument("--empty", action="store_true", help="建立正式使用的空数据目录，不装入演示数据")
    parser.add_argument("--hosts", metavar="域名", help="允许访问的域名，多个用逗号隔开")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM: 0 then, 1 if a part fails."""
    if options.hosts:
        os.environ["HELI_HOSTS"] = options.hosts
    data = create(environment.data_of(options), demo=not options.empty)
    refuse_open_demo(data)
    with sole_use(data) as lock:
        port = free_port(options.port)
        prepare(data)
        stop = StopSignals()
        children = [
            Child("网页服务", heli("web", "--port", str(port), "--with-parent"), keep=[lock]),
            Child("后台服务", heli("worker", "--with-parent"), keep=[lock]),
        ]
        try:
            return watch(children, stop, lambda: is_ready(port), lambda: announce(port), within=READY_WITHIN)
        finally:
            stop_all(children)
            say("合力已停止。")


def create(data: Data, *, demo: bool) -> Data:
    """The data directory, made on first use. Its mode never changes afterwards."""
    try:
        data.create(demo=demo)
    except OSError as error:
        raise SystemExit(f"无法使用数据目录 {data.path}：{error.strerror}。请检查路径和权限。") from None
    if data.is_demo and not demo:
        raise SystemExit(f"{data.path} 建立时装有演示数据，不能转为正式使用。请用 --data 另选一个目录。")
    return data


def refuse_open_demo(data: Data) -> None:
    """Demo data has a list of people to sign in as: it stays on the loopback, whatever was asked for (T52)."""
    if data.is_demo and os.environ.get("HELI_HOSTS", "").strip(" ,"):
        raise SystemExit(
            f"{data.path} 装有演示数据，任何人不用口令就能登录，只能在本机打开：请去掉 --hosts（环境变量 HELI_HOSTS）。"
            "正式使用请用 --empty 和 --data 另建数据目录。"
        )


@contextmanager
def sole_use(data: Data) -> Iterator[int]:
    """Hold the data directory, or refuse in one line. Gives the handle that the children must inherit.

    `lock` is held by this process alone, `lock.children` as long as any child lives: what a killed start has left behind is
    about to stop by itself, so it is worth waiting for, while a living start is not.
    """
    refusal = f"合力已在这个数据目录上运行（{data.path}），不能再启动一次。"
    with (data.path / "lock").open("a") as own, (data.path / "lock.children").open("a") as shared:
        if not _lock(own):
            raise SystemExit(refusal)
        deadline = time.monotonic() + GRACE + 5
        while not _lock(shared):
            if time.monotonic() > deadline:
                raise SystemExit(refusal)
            time.sleep(0.1)
        yield shared.fileno()


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free_port(port: int) -> int:
    """`port` if nobody listens there, any free one for 0; else refuse in one line."""
    # Granian shares its port between processes, so it would not notice another server there.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SystemExit(f"端口 {port} 已被占用。请换一个，例如：bin/run --port {port + 1}") from None
            raise SystemExit(f"不能使用端口 {port}：{error.strerror}。请换一个，例如：bin/run --port 8000") from None
        except OverflowError:
            raise SystemExit("端口须在 1 到 65535 之间。") from None
        return int(probe.getsockname()[1])


def prepare(data: Data) -> None:
    """Bring database, demo and static files to the state of this program."""
    environment.start_django()
    environment.require_database()
    from django.db import connections

    prepare_database(data)
    collect_static()
    connections.close_all()


def prepare_database(data: Data) -> None:
    """Migrations, the norm, and in a demo the demo city, which begins weeks ago."""
    refuse_unguarded()
    with before_the_story() if data.is_demo else nullcontext():
        migrate()
        found_norm()
    if data.is_demo:
        load_demo()


def refuse_unguarded() -> None:
    """End in one line when a database in use has lost triggers: putting them back in silence would hide that they were away.

    While migrations are due some may be missing rightly: SQLite rebuilds drop them until all have run.
    """
    from heli.acts import guard
    from heli.ledger.models import Entry

    if pending_migrations() or not Entry.objects.exists():
        return
    try:
        guard.demand()
    except guard.Unguarded as error:
        raise SystemExit(str(error)) from None


def pending_migrations() -> int:
    """How many migrations of this program the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Apply what is missing. The command itself runs always: its signals put the database's guards back."""
    from django.core.management import call_command
    from django.core.management.commands import migrate as django_migrate

    total = pending_migrations()

    class Migrate(django_migrate.Command):
        done = 0

        def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
            if action == "apply_success":
                self.done += 1
                if self.done % 10 == 0 and self.done < total:
                    say(f"  已完成 {self.done}/{total}")

    if total:
        say(f"正在更新数据库（{total} 步）…")
    call_command(Migrate(), interactive=False, verbosity=0)


def found_norm() -> None:
    """Put the norm of this program in force at the first start; everything is judged by it."""
    from heli.clauses.acts import ensure_norm

    ensure_norm()


def collect_static() -> None:
    """Copy static files under names that change with their content, so that browsers may keep them for ever."""
    from django.core.management import call_command

    # Versions are nothing for a stranger's eyes.
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["stamp", "licences.json"])


def is_ready(port: int) -> bool:
    """Whether web server, database and worker answer; asked directly, past any proxy of the environment."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(port: int) -> None:
    say(f"合力已启动，请用浏览器打开：http://{HOST}:{port}/（按 Ctrl-C 停止）")


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)
