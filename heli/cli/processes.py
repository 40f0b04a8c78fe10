"""Child processes that live and die with the command that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from heli.cli.environment import BASE

GRACE = 10.0  # seconds between the request to stop and the kill


class StopSignals:
    """Becomes true once Ctrl-C, SIGTERM or the closing of the terminal asks the command to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        # A plain flag: setting a threading.Event in a handler can deadlock with the wait that it interrupts.
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


class Child:
    """A part of Heli in its own process group, so that a kill also takes what it has started.

    Its standard input is a pipe that only the parent holds (see `follow_parent`); `keep` are file handles that it inherits.
    """

    def __init__(self, name: str, command: Sequence[str], *, keep: Sequence[int] = ()) -> None:
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, pass_fds=keep, cwd=BASE)

    def ended(self) -> bool:
        return self.process.poll() is not None

    def terminate(self) -> None:
        if not self.ended():
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic), then kill whatever is left of the group."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{self.name}未能按时停止，已强制结束。", file=sys.stderr, flush=True)
        with suppress(ProcessLookupError, PermissionError):  # macOS answers with the latter for a group of the dead
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def heli(name: str, *arguments: str) -> list[str]:
    """The command line of another command of Heli."""
    return [sys.executable, "-m", "heli.cli", name, *arguments]


def watch(
    children: Sequence[Child], stop: Callable[[], bool], ready: Callable[[], bool], announce: Callable[[], None], *, within: float
) -> int:
    """Announce once `ready`, then wait for `stop`.

    Returns 0 if asked to stop, 1 if a child died or `within` seconds passed before `ready`.
    A dead child ends all: a web server without its worker looks healthy and lets every deadline pass.
    """
    deadline = time.monotonic() + within
    announced = False
    while not stop():
        for child in children:
            if child.ended():
                print(f"{child.name}意外退出（代码 {child.process.returncode}），合力已停止。", file=sys.stderr, flush=True)
                return 1
        if not announced and ready():
            announced = True
            announce()
        elif not announced and time.monotonic() > deadline:
            print(f"合力未能在 {within:.0f} 秒内就绪，已停止。", file=sys.stderr, flush=True)
            return 1
        time.sleep(0.2 if announced else 0.05)
    return 0


def stop_all(children: Sequence[Child]) -> None:
    """Ask all at once, wait together, kill the late."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        child.finish(deadline)


def follow_parent() -> None:
    """Stop this process when its parent is gone, even killed: then the pipe at standard input reaches its end."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
