"""Reading the login book about oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heli.people.models import OUTCOMES, LoginBook


@dataclass(frozen=True)
class LoginLine:
    """A line of the login book about oneself."""

    at: datetime
    outcome: str
    source: str


def own_logins(account: int, limit: int = 20) -> list[LoginLine]:
    """The newest lines of the login book about an account. One query."""
    rows = LoginBook.objects.filter(account=account).order_by("-at", "-id")[:limit]
    return [LoginLine(row.at, OUTCOMES[row.outcome], row.source) for row in rows]
