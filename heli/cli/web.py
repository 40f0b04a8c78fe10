"""The web server alone, on the loopback: a reverse proxy stands before it in production."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from heli.cli import environment
from heli.cli.processes import follow_parent

HOST = "127.0.0.1"
CORES = os.cpu_count() or 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口（默认：8000）")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM; granian forks the workers and ends them."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if not (Path(os.environ["HELI_DATA"]) / "mode").exists():
        raise SystemExit("数据目录尚未建立。请先用 bin/run 启动一次。")
    if options.with_parent:
        follow_parent()  # which has looked at the database already
    else:
        _require_own_database()
    Server(
        "heli.web.wsgi:application",
        address=HOST,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=min(2, CORES),
        blocking_threads=min(8, 2 * CORES + 1),  # for each worker: more would only wait for the database
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=8,  # below the grace of `serve`, so that granian itself ends its workers
    ).serve()
    return 0


def _require_own_database() -> None:
    from django.db import connections

    environment.start_django()
    environment.require_database()
    connections.close_all()  # granian's workers open their own
