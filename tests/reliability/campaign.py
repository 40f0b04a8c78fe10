"""Kill web server and workers at random moments under load, then ask whether anything acknowledged is missing (F01).

python -m tests.reliability.campaign --kills 1000 --database sqlite
python -m tests.reliability.campaign --kills 1000 --database postgresql://…/postgres
python -m tests.reliability.campaign --kills 10 --database postgres     (a throw-away server from the wheel)
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.reliability.installation import Client, Installation
from tests.reliability.load import DEPUTY, ELSEWHERE, OFFICER, Load

THREADS = 6
ACTS_BETWEEN = (3, 20)  # deeds acknowledged from one kill to the next
JITTER = 0.05  # seconds, so that the kill falls anywhere inside a deed


@dataclass(frozen=True)
class Outcome:
    """What a campaign found. `wrong` empty: it held."""

    seed: int
    kills: dict[str, int]
    acknowledged: int
    repeats: int
    failures: int
    seconds: float
    found: dict[str, Any]

    @property
    def wrong(self) -> list[str]:
        return list(self.found["wrong"])


def campaign(installation: Installation, kills: int, seed: int) -> Outcome:
    """Run load on a prepared installation and kill a random part of it `kills` times."""
    begun = time.monotonic()
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    killed = dict.fromkeys(installation.names, 0)
    with running(installation) as load:
        for _ in range(kills):
            load.wait_for(chance.randint(*ACTS_BETWEEN))
            threading.Event().wait(chance.uniform(0, JITTER))
            name = chance.choice(installation.names)
            installation.kill(name)
            killed[name] += 1
            installation.start(name)
        load.wait_for(ACTS_BETWEEN[0])
        load.stop()
        again = repeated(installation, load, chance)
    found = installation.audit()
    found["wrong"] += again
    seconds = time.monotonic() - begun
    return Outcome(seed, killed, len(load.acknowledged), load.repeats, load.failures, seconds, found)


@contextmanager
def running(installation: Installation, threads: int = THREADS) -> Iterator[Load]:
    """Web server and workers running, two people signed in, threads sending; all killed in the end."""
    from tests.setup.running import wait_until

    installation.start()
    try:
        wait_until(installation.is_ready, "the installation should be ready")
        load = Load(installation.port, sign_in(installation), threads)
        load.start()
        yield load
    finally:
        installation.end()
    installation.told["acknowledged"] += [asdict(one) for one in load.acknowledged]
    installation.told["sent"].update(load.sent)


def sign_in(installation: Installation) -> dict[str, dict[str, str]]:
    """The cookies of who acts and who reads, signed in once; sessions outlive every kill."""
    for login in (OFFICER, DEPUTY, *ELSEWHERE):
        if login not in installation.cookies:
            client = Client(installation.port)
            client.sign_in(login, installation.codes[login])
            installation.cookies[login] = client.cookies
    return installation.cookies


def repeated(installation: Installation, load: Load, chance: random.Random) -> list[str]:
    """Old deeds sent once more under their keys are answered with their old receipts."""
    clients = {login: Client(installation.port, cookies) for login, cookies in load.cookies.items()}
    wrong = []
    for one in chance.sample(load.acknowledged, min(30, len(load.acknowledged))):
        status, answer = clients[one.login].act(one.act, one.subject, one.input, one.key)
        if (status, answer.get("repeated"), answer.get("receipt")) != (200, True, {"entry": one.entry, "hash": one.hash}):
            wrong.append(f"repeat of {one.key}: {status} {answer}")
    return wrong


@contextmanager
def database(url: str) -> Iterator[str]:
    """An empty database of its own on the server of `url`, dropped in the end; for "" the embedded one."""
    if not url:
        yield ""
        return
    import psycopg

    name = f"heli_kill_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # the name is ours
    try:
        yield address_of(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def address_of(url: str, name: str) -> str:
    """The same server, another database."""
    head, mark, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + mark + query


def show(outcome: Outcome) -> None:
    """The figures, for the log."""
    print(
        f"{sum(outcome.kills.values())} kills {outcome.kills} in {outcome.seconds:.0f} s: {outcome.acknowledged} acknowledged, "
        f"{outcome.failures} requests cut, {outcome.repeats} found done at the repeat; {outcome.found}",
        flush=True,
    )


def main() -> int:
    """0 when everything held."""
    from tests import postgres

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or the address of a server")
    options = parser.parse_args()
    if options.database == "postgres":
        postgres.sweep()
        with postgres.server() as url:
            return run(url, options.kills, options.seed)
    return run("" if options.database == "sqlite" else options.database, options.kills, options.seed)


def run(url: str, kills: int, seed: int) -> int:
    """One campaign on a fresh installation."""
    with tempfile.TemporaryDirectory(prefix="heli-kill-") as folder, database(url) as own:
        installation = Installation(Path(folder) / "data", own)
        installation.prepare()
        outcome = campaign(installation, kills, seed)
    show(outcome)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
