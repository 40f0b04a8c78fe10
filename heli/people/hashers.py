"""How passwords are kept: Argon2id at the cost that security.md §5 fixes, and few at once."""

from __future__ import annotations

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 4
_gate = threading.BoundedSemaphore(AT_ONCE)


class Argon2id(Argon2PasswordHasher):
    """m = 46 MiB, t = 2, p = 1. Django's default of 100 MiB on 8 lanes would turn 32 parallel logins into 3.2 GB.

    At most `AT_ONCE` are computed at the same time in a process, so that sign-ins cannot starve the pages (T47).
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> Any:
        with _gate:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _gate:
            return bool(super().verify(password, encoded))
