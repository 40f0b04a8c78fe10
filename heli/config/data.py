"""The data directory: everything that an installation keeps, apart from an external database.

Layout: `heli.sqlite3` · `files/` · `secret` (0600) · `mode` ("demo" or "production", written once) · `lock`, `lock.children` ·
`static/` (made at every start).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
    "PRAGMA trusted_schema=ON; PRAGMA recursive_triggers=ON; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864; "
    "PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1;"
)
EXAMPLE = "例如：postgresql://heli:密码@127.0.0.1:5432/heli"


class Data:
    """A data directory, made on first use. Secrets are derived from one root secret by purpose."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def is_demo(self) -> bool:
        """Whether this directory was created as a demo; an absent mark means production."""
        mark = self.path / "mode"
        return mark.exists() and mark.read_text().strip() == "demo"

    def create(self, *, demo: bool) -> None:
        """Make the directory, its root secret and its mode mark; leave what is already there."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = self.path / "mode"
        if not mark.exists():
            mark.write_text("demo\n" if demo else "production\n")
        self._root_secret()

    def secret(self, purpose: str) -> str:
        """A 256-bit secret for `purpose`, as hex, always the same for one data directory."""
        return hmac.new(self._root_secret(), purpose.encode(), hashlib.sha256).hexdigest()

    def _root_secret(self) -> bytes:
        file = self.path / "secret"
        if not file.exists():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_hex(32))
        return bytes.fromhex(file.read_text().strip())

    def database(self, url: str) -> dict[str, Any]:
        """Django's database entry: the embedded file, or the PostgreSQL of `url` (postgresql://user:password@host:port/name).

        A bad `url` ends the program with a sentence that does not repeat it: it holds a password.
        """
        if not url:
            return {
                "ENGINE": "heli.config.sqlite",
                "NAME": self.path / "heli.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {"timeout": 20, "init_command": SQLITE_PRAGMAS},
            }
        try:
            parts = urlsplit(url)
            port = str(parts.port or "")
        except ValueError:
            raise SystemExit(f"--database-url 无法识别：密码中的特殊字符须转义（如 @ 写作 %40，/ 写作 %2F）。{EXAMPLE}") from None
        if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
            raise SystemExit(f"--database-url 须以 postgresql:// 开头，并写明库名。{EXAMPLE}")
        host = unquote(parts.hostname or "") if not parts.query.startswith("host=") else unquote(parts.query[5:])
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": port,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,  # a restart of the database must not cost every thread one failed page
            "OPTIONS": {
                "connect_timeout": 5,
                "options": "-c lock_timeout=5000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=30000"
                " -c synchronous_commit=on",
            },
        }
