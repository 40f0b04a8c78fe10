"""What every test shares: a settled database for each test, and a teardown that the guard allows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from heli.acts import doors, guard


def _empty(case: TransactionTestCase) -> None:
    """Empty the database after a test that commits. The guard refuses a flush, as it should, so it steps aside."""
    guard.remove()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=True, inhibit_post_migrate=True)
    guard.install()
    doors.record_migration(["tests.reset"])


TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _quiet_door() -> Iterator[None]:
    """No test may leave a door open behind it."""
    yield
    assert getattr(connection, "heli_door", "") == ""
