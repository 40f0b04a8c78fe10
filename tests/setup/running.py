"""Start real commands in tests, bounded: no test waits longer than `PATIENCE` seconds for anything."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def environment() -> dict[str, str]:
    """The environment that bin/_setup.sh makes, without what the test run itself has set for Django."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("HELI_", "DJANGO_"))}
    return {**mine, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


def heli(*arguments: str, cwd: Path | None = None, patience: float = PATIENCE) -> subprocess.CompletedProcess[str]:
    """Run a command of Heli to its end."""
    command = [sys.executable, "-m", "heli.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=patience, env=environment(), cwd=cwd, check=False)


def wait_until(true: Callable[[], object], what: str) -> None:
    """Poll; fails with `what` when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{what} in {PATIENCE:.0f} s"
        time.sleep(0.05)
