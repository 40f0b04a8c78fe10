"""The session store: Django's, in a table of ours that keeps the hash of the key and whose session it is (security.md §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DBStore
from django.utils.crypto import constant_time_compare

from heli.kernel.time import now
from heli.people.models import Account, Person, Session

BEGAN, SOURCE, AGENT = "began", "source", "agent"
STALE = timedelta(minutes=1)


class SessionStore(DBStore):
    """Keeps SHA-256 of the key; loads session, account and person in one query."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.select_related("account__person").filter(session_key=hashed(self.session_key)).first()
        if found is None or found.expire_date <= now():
            self._session_key = None
            return None
        self.row = found
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        """The row for `data`. When it ends was settled at sign-in: neither a save nor a new key prolongs a session."""
        began = datetime.fromisoformat(data[BEGAN]) if BEGAN in data else now()
        return Session(
            session_key=hashed(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(dict(data)),
            expire_date=began + timedelta(seconds=self.get_session_cookie_age()),
            account_id=data.get(SESSION_KEY),
            began=began,
            seen=now(),
            source=data.get(SOURCE, ""),
            agent=data.get(AGENT, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=hashed(key)).delete()

    def account(self) -> Account | None:
        """Whose session it is; None when there is none, when it is disabled, or when its password has changed since."""
        account_id = self.get(SESSION_KEY)
        if account_id is None:
            return None
        account = self._own_account(account_id)
        if account is None or not account.is_active:
            return None
        kept = self.get(HASH_SESSION_KEY, "")
        return account if constant_time_compare(kept, account.get_session_auth_hash()) else None

    def _own_account(self, account_id: str) -> Account | None:
        if self.row is not None and self.row.account is not None and str(self.row.account_id) == account_id:
            return self.row.account
        return Account.objects.filter(id=account_id).first()

    def touch(self) -> None:
        """Note that the session is in use; written at most once a minute."""
        if self.row is not None and now() - self.row.seen > STALE:
            Session.objects.filter(session_key=self.row.session_key).update(seen=now())


def hashed(key: str | None) -> str:
    """What the table keeps of a key."""
    return hashlib.sha256((key or "").encode()).hexdigest()


def person_of(account: Account) -> Person | None:
    """The person that an account belongs to."""
    return getattr(account, "person", None)
