"""F01 and F03: kills under load lose nothing that was acknowledged; two workers at once leave no gap.

On SQLite, or on the PostgreSQL of HELI_TEST_DATABASE_URL. Many more kills: `python -m tests.reliability.campaign`.
"""

from __future__ import annotations

import os
import secrets

import pytest

from tests.reliability.campaign import campaign, database, running, show
from tests.reliability.installation import Installation

pytestmark = [pytest.mark.reliability, pytest.mark.postgres]
KILLS = 10


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with database(os.environ.get("HELI_TEST_DATABASE_URL", "")) as url:
        made = Installation(tmp_path_factory.mktemp("kill") / "data", url)
        made.prepare()
        yield made
        made.end()


def test_two_workers_at_once_leave_no_gap_and_no_entry_behind(installation):
    with running(installation) as load:
        load.wait_for(60)
        load.stop()
        assert all(part.poll() is None for part in installation.parts.values()), "a worker has ended"
    found = installation.audit()
    assert found["wrong"] == []
    assert found["leaf"] == found["entry"]


def test_ten_kills_under_load_lose_nothing_and_do_nothing_twice(installation):
    outcome = campaign(installation, KILLS, secrets.randbelow(10**6))
    show(outcome)
    assert outcome.wrong == []
    assert sum(outcome.kills.values()) == KILLS
    assert outcome.found["queue"] == 0
    assert outcome.found["leaf"] == outcome.found["entry"]
