"""Load on an installation: threads that each write a need, submit it, have it returned, submit it again, over and over.

Every deed has a key and is sent again under it until it is answered, whatever happens to the server meanwhile.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from heli.kernel.time import today
from tests.reliability.installation import UNREACHABLE, Client

OFFICER, DEPUTY = "zhou.jianguo", "zheng.guoqiang"
ELSEWHERE = ("xu.wenjing", "lin.zhiyuan")
"""Who reads the posts of the data bureau: each organisation reads its own in full."""
BUSY = (429, 503)
PAUSE = 0.05
Need = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Acknowledged:
    """A deed that was answered with success: what a client would show to prove it."""

    key: str
    act: str
    subject: str
    login: str
    input: Mapping[str, Any]
    entry: str
    hash: str


class Load:
    """Threads and what was acknowledged to them. `sent` counts every deed begun, by act; it is read after `stop`."""

    def __init__(self, port: int, cookies: Mapping[str, Mapping[str, str]], threads: int) -> None:
        self.port, self.cookies, self.label = port, cookies, secrets.token_hex(2)
        self.need, self.unit = need(*(Client(port, cookies[login]) for login in (OFFICER, *ELSEWHERE)))
        self.acknowledged: list[Acknowledged] = []
        self.sent: dict[str, int] = {}
        self.repeats = self.failures = 0
        self.wrong: list[str] = []
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every thread have the answer to its last deed."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self._threads), "a deed was not answered in a minute"

    def wait_for(self, count: int, within: float = 60) -> None:
        """Until so many more deeds have been acknowledged."""
        with self._changed:
            goal = len(self.acknowledged) + count
            reached = self._changed.wait_for(lambda: len(self.acknowledged) >= goal or bool(self.wrong), within)
        assert reached, f"fewer than {count} deeds in {within:.0f} s"
        assert not self.wrong, self.wrong[0]

    def _run(self, number: int) -> None:
        clients = {login: Client(self.port, cookies) for login, cookies in self.cookies.items()}
        turn = 0
        try:
            while not self._stopping.is_set():
                turn += 1
                self._write_one_need(clients, f"{self.label}.{number}.{turn}")
        except Exception as error:  # a thread must not die in silence
            with self._changed:
                self.wrong.append(f"{type(error).__name__}: {error}")
                self._changed.notify_all()

    def _write_one_need(self, clients: Mapping[str, Client], name: str) -> None:
        title = f"断电演练第 {name} 号"
        given = {"scenario": "service", "title": title}
        made = self._do(clients, OFFICER, "collaboration.start", f"unit:{self.unit}", given, f"{name}/start")
        about = f"collaboration:{made['result']['id']}"
        for n, (login, act, given) in enumerate(deeds(self.need, title)):
            if self._stopping.is_set():
                return
            self._do(clients, login, act, about, given, f"{name}/{n}")

    def _do(
        self, clients: Mapping[str, Client], login: str, act: str, subject: str, given: Mapping[str, Any], key: str
    ) -> dict[str, Any]:
        with self._changed:
            self.sent[act] = self.sent.get(act, 0) + 1
        while True:
            try:
                status, answer = clients[login].act(act, subject, given, key)
            except UNREACHABLE:
                self.failures += 1
                threading.Event().wait(PAUSE)  # until the server is back
                continue
            if status in BUSY:
                continue
            if status != 200:
                raise AssertionError(f"{act}: {status} {answer}")
            receipt = answer["receipt"]
            with self._changed:
                self.repeats += answer["repeated"]
                self.acknowledged.append(Acknowledged(key, act, subject, login, given, receipt["entry"], receipt["hash"]))
                self._changed.notify_all()
            return answer


def need(officer: Client, *elsewhere: Client) -> tuple[Need, str]:
    """The inputs that make a need complete, with the posts and units of this installation; and the unit that starts it."""
    units = {u["code"]: u["id"] for u in officer.read("people.organisations")}
    posts = [p for client in (officer, *elsewhere) for p in client.read("people.posts")]
    post = {p["person"]: p["id"] for p in reversed(posts)}
    lead, other = units["bjsj"], units["bjsjj"]
    zhou = next(p["id"] for p in posts if p["person"] == "周建国" and "officer" in p["duties"])
    codes = ("project", "resources", "information", "quality", "risk")
    day = today()
    outcome = {
        "title": "一张表单",
        "kind": "service",
        "indicator": "填报项数",
        "target": "61 项",
        "maker": other,
        "receiver": lead,
    }
    return {
        "need.describe": {"scenario": "service", "problem": "跑 8 个窗口", "goal": "一次提交", "scope": "新设立的企业"},
        "need.outcomes": {"outcomes": [outcome]},
        "need.roles": {
            "lead": lead, "lead_post": zhou, "cooperating": [other], "leader": post["林志远"], "head": post["郑国强"],
            "designer": post["韩雪"], "reviewer": post["许文静"], "first_reviewer": post["郑国强"],
            "modules": [{"code": c, "unit": lead, "post": zhou} for c in codes],
        },
        "need.schedule": {"starts_on": str(day), "due_on": str(day + timedelta(days=60))},
    }, lead  # fmt: skip


def deeds(need: Need, title: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What follows the start: who, act, input. Each submission opens a matter that its return closes, and each return one that
    the next submission closes."""
    yield OFFICER, "need.describe", {**need["need.describe"], "title": title}
    for act in ("need.outcomes", "need.roles", "need.schedule"):
        yield OFFICER, act, need[act]
    yield OFFICER, "need.submit", {}
    yield DEPUTY, "need.rule", {"confirmed": False, "opinion": "请写明适用对象"}
    yield OFFICER, "need.submit", {}
