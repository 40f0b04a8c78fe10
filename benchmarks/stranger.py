"""A stranger's day (must-hold 11): the README's first command in a fresh clone with an empty HOME, until the first page is there.

    python -m benchmarks.stranger

The first start fetches everything. The second begins from an empty folder again but finds what was fetched in the caches
of pip and npm: that is the time without downloads, and the one that is bounded.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOUND = 120
PATIENCE = 900


def main() -> int:
    """0 when the first page is there within `BOUND` seconds, downloads not counted."""
    with tempfile.TemporaryDirectory(prefix="heli-stranger-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        first = start_in(Path(folder) / "first", home)
        second = start_in(Path(folder) / "second", home)
    print(f"bin/run to the first page: {first:.0f} s with downloads, {second:.0f} s without (bound {BOUND})")
    return 0 if second <= BOUND else 1


def start_in(place: Path, home: Path) -> float:
    """Clone, `bin/run`, ask for the first page, stop; the seconds from the command to the page."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(place)], check=True)
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("HELI_", "DJANGO_", "PYTHON", "VIRTUAL_ENV"))}
    begun = time.monotonic()
    running = subprocess.Popen(["bin/run", "--port", str(port)], cwd=place, env={**env, "HOME": str(home)})
    try:
        wait_for_page(running, f"http://127.0.0.1:{port}")
        seconds = time.monotonic() - begun
    finally:
        running.send_signal(signal.SIGTERM)
        code = running.wait(30)
    if code:
        raise SystemExit(f"bin/run ended with {code}")
    shutil.rmtree(place)
    return seconds


def wait_for_page(running: subprocess.Popen[bytes], address: str) -> None:
    """Until `/healthz` and the first page answer 200; ends when the command has ended, or after `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        if answers(f"{address}/healthz"):
            if not answers(f"{address}/signin/"):
                raise SystemExit("ready, but the first page does not answer")
            return
        time.sleep(0.2)
    raise SystemExit("bin/run was not ready")


def answers(address: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
