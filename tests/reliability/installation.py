"""A real installation as the parts of which it consists: web server and workers, each killed and started by itself."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.setup.running import ROOT, environment, wait_until

HOST = "127.0.0.1"
ORGANISATIONS = ("0-bjzf", "1-bjsj", "8-bjsjj")
UNREACHABLE = (OSError, http.client.HTTPException)


class Installation:
    """An installation without demo data; `url` is its PostgreSQL, "" the embedded database.

    `told` is what its clients know: deeds that were acknowledged, and how many were sent by act.
    """

    def __init__(self, data: Path, url: str = "", workers: int = 2) -> None:
        self.data = data
        self.environment = {**environment(), **({"HELI_DATABASE_URL": url} if url else {})}
        self.port = free_port()
        self.codes: dict[str, str] = {}
        self.cookies: dict[str, dict[str, str]] = {}
        self.told: dict[str, Any] = {"acknowledged": [], "sent": Counter()}
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.names = ("web", *(f"worker {n}" for n in range(1, workers + 1)))

    def prepare(self) -> None:
        """Let `serve` make database and directory and stop again; register two organisations."""
        command = self._command("serve", "--empty", "--port", str(self.port))
        log = (self.data.parent / "serve.log").open("w+b")
        serve = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=ROOT)
        wait_until(lambda: self.is_ready() or serve.poll() is not None, "the installation should be ready")
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(30) == 0, Path(log.name).read_text()
        for name in ORGANISATIONS:
            file = str(ROOT / "heli" / "people" / "demo" / f"{name}.yaml")
            self.codes |= {c["login"]: c["code"] for c in json.loads(self.run("people", "load", file, "--json-output"))}

    def run(self, *arguments: str) -> str:
        """The output of a command that succeeds."""
        done = subprocess.run(
            self._command(*arguments), env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def audit(self) -> dict[str, Any]:
        """What an auditor with a process of its own finds in the database; see `tests.reliability.audit`."""
        acknowledged = self.data.parent / "acknowledged.json"
        acknowledged.write_text(json.dumps(self.told))
        env = {**self.environment, "HELI_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "heli.config.base"}
        command = [sys.executable, "-m", "tests.reliability.audit", str(acknowledged)]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def _command(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "heli.cli", name, *arguments, "--data", str(self.data)]

    def start(self, *names: str) -> None:
        """Start the parts named, all without names, each in a process group of its own that follows this process into death."""
        for name in names or self.names:
            given = ("--port", str(self.port)) if name == "web" else ()
            log = (self.data.parent / f"{name}.log").open("ab")
            self.parts[name] = subprocess.Popen(
                self._command(name.split()[0], "--with-parent", *given),
                env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """SIGKILL a part with all that it has started, and wait until it is gone."""
        part = self.parts[name]
        assert part.poll() is None, f"{name} ended by itself with {part.returncode}"
        os.killpg(part.pid, signal.SIGKILL)
        part.wait()
        assert part.stdin is not None
        part.stdin.close()

    def end(self) -> None:
        """Kill everything that this process has started."""
        for part in self.parts.values():
            with suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()

    def is_ready(self) -> bool:
        """Whether the web server answers and a worker has reported."""
        try:
            return Client(self.port).request("GET", "/healthz")[0] == 200
        except UNREACHABLE:
            return False


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Client:
    """A browser's part of HTTP: cookies, the CSRF token, one connection. As behind the TLS proxy of production."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection: http.client.HTTPConnection | None = None

    def request(self, method: str, path: str, body: str = "", kind: str = "", **headers: str) -> tuple[int, bytes]:
        """Status and body; `UNREACHABLE` when the server is gone."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"X-Forwarded-Proto": "https", "Origin": f"https://{HOST}:{self.port}", "Cookie": cookies, **headers}
        if body:
            sent |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("__Host-heli-csrf", "")}
        try:
            self.connection.request(method, path, body or None, sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except UNREACHABLE:
            self.connection.close()
            self.connection = None
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        return answer.status, content

    def sign_in(self, login: str, code: str) -> None:
        """For the first time, by the code on paper."""
        self.request("GET", "/signin/first/")
        form = {"login": login, "code": code, "password": f"Q7-{secrets.token_urlsafe(16)}"}
        status, content = self.request("POST", "/signin/first/", urlencode(form), "application/x-www-form-urlencoded")
        assert status == 302, content.decode()

    def read(self, name: str) -> Any:
        """A read of the API."""
        status, content = self.request("GET", f"/api/read/{name}")
        assert status == 200, content.decode()
        return json.loads(content)

    def act(self, name: str, subject: str, given: Mapping[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Carry out an act under a key."""
        body = json.dumps({"subject": subject, "input": given})
        status, content = self.request("POST", f"/api/acts/{name}", body, "application/json", **{"Idempotency-Key": key})
        return status, json.loads(content)
