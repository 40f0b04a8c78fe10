"""The database wrapper that Django finds by the name of the package.

SQLite's own busy handler waits ever longer, up to 100 ms a step: who has waited long sleeps while others pass, and at eight
writers one in a hundred waited 2.6 s. Here everybody looks again after the same short while, however long they have waited.
"""

from __future__ import annotations

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

LOOK_AGAIN = 0.002
"""Seconds between two looks, on average: a fraction of a deed, and too seldom to cost the one who writes."""


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite on a file; a write that got no turn within `OPTIONS["timeout"]` seconds raises "database is locked"."""

    def _start_transaction_under_autocommit(self) -> None:
        timeout = self.get_connection_params()["timeout"]
        until = time.monotonic() + timeout
        with debug_transaction(self, "BEGIN IMMEDIATE"), self.wrap_database_errors:
            self._wait_inside(0)
            try:
                while not self._begun(last=time.monotonic() >= until):
                    time.sleep(random.uniform(0.5, 1.5) * LOOK_AGAIN)  # noqa: S311  no secret
            finally:
                self._wait_inside(timeout)

    def _begun(self, *, last: bool) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _wait_inside(self, seconds: float) -> None:
        """How long SQLite may wait inside a call: a reader of a database that recovers must."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
