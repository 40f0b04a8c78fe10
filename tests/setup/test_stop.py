"""Whatever ends the start command, nothing that it has started stays."""

import http.client
import os
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec

import psutil
import pytest

from heli.cli import processes
from heli.cli.processes import Child
from tests.setup.running import environment, wait_until

pytestmark = pytest.mark.reliability
FOREVER = [sys.executable, "-c", "import signal; signal.pause()"]
DEAF = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()",
]
FOLLOWER = [sys.executable, "-c", "from heli.cli.processes import follow_parent; follow_parent(); import signal; signal.pause()"]
needs_acts = pytest.mark.skipif(find_spec("heli.acts.worker") is None, reason="the worker of acts is not built yet")


@pytest.fixture
def children():
    made = []
    yield made
    for child in made:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.process.stdin.close()


def test_asked_to_stop_all_children_end(children):
    children += [Child("甲", FOREVER), Child("乙", FOREVER)]
    assert processes.watch(children, lambda: True, lambda: True, lambda: None, within=5) == 0
    processes.stop_all(children)
    assert all(child.ended() for child in children)


def test_a_dead_child_is_named_and_ends_the_watch(children, capsys):
    children += [Child("甲", FOREVER), Child("乙", [sys.executable, "-c", "raise SystemExit(7)"])]
    assert processes.watch(children, lambda: False, lambda: False, lambda: None, within=30) == 1
    assert "乙意外退出（代码 7）" in capsys.readouterr().err


def test_not_ready_in_time_ends_the_watch(children, capsys):
    children += [Child("甲", FOREVER)]
    assert processes.watch(children, lambda: False, lambda: False, lambda: None, within=0.2) == 1
    assert "就绪" in capsys.readouterr().err


def test_a_child_that_will_not_stop_is_killed(children, monkeypatch, capfd):
    monkeypatch.setattr(processes, "GRACE", 0.2)
    children += [Child("甲", DEAF)]
    wait_until(lambda: "deaf" in capfd.readouterr().out, "the child should be deaf")
    processes.stop_all(children)
    assert children[0].process.returncode == -signal.SIGKILL


def test_a_child_follows_its_parent_into_death(children, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    children += [Child("甲", FOLLOWER)]
    children[0].process.stdin.close()  # what the kernel does when the parent is killed
    wait_until(children[0].ended, "the child should end")


def is_alive(process):
    """A dead process may wait as a zombie for an init that does not reap, as in some containers."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Installation:
    """A started Heli on a free port; `line` is what it printed when ready."""

    def __init__(self, data):
        command = [sys.executable, "-m", "heli.cli", "serve", "--empty", "--port", "0", "--data", str(data)]
        self.log = data.parent / "log"
        self.process = subprocess.Popen(command, env=environment(), stdout=self.log.open("w"), stderr=subprocess.STDOUT)
        wait_until(lambda: "http://" in self.log.read_text() or self.process.poll() is not None, "Heli should be ready")
        assert self.process.poll() is None, self.log.read_text()
        (self.line,) = [line for line in self.log.read_text().splitlines() if "http://" in line]
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    def status(self):
        host = self.line.partition("http://")[2].partition("/")[0]
        connection = http.client.HTTPConnection(host, timeout=5)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def member(self, command):
        return next(process for process in self.family if command in process.cmdline())

    def is_gone(self):
        return self.process.poll() is not None and not any(is_alive(process) for process in self.family)

    def end(self):
        self.process.kill()
        self.process.wait()
        for process in self.family:
            with suppress(psutil.NoSuchProcess):
                process.kill()


@pytest.fixture
def start(tmp_path):
    started = []

    def start():
        started.append(Installation(tmp_path / "data"))
        return started[-1]

    yield start
    for installation in started:
        installation.end()


@needs_acts
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_and_the_same_data_starts_again(start, number):
    for _ in range(2):
        heli = start()
        assert heli.status() == (200, b"ok")
        heli.process.send_signal(number)
        wait_until(heli.is_gone, "all should be gone")
        assert heli.process.returncode == 0


@needs_acts
def test_after_a_kill_nothing_is_left_and_the_same_data_starts_again_at_once(start):
    first = start()
    first.process.kill()
    second = start()
    assert first.is_gone()
    assert second.status() == (200, b"ok")


@needs_acts
@pytest.mark.parametrize(("command", "name"), [("web", "网页服务"), ("worker", "后台服务")])
def test_a_killed_part_takes_the_whole_down_and_is_named(start, command, name):
    heli = start()
    heli.member(command).kill()
    wait_until(heli.is_gone, "all should be gone")
    assert heli.process.returncode == 1
    assert f"{name}意外退出" in heli.log.read_text()
