"""Configuration of the tests: demo mode in a throw-away data directory.

The database is SQLite in memory, or the PostgreSQL of HELI_TEST_DATABASE_URL.
"""

import os
import tempfile
from pathlib import Path

_scratch = Path(os.environ.setdefault("HELI_DATA", tempfile.mkdtemp(prefix="heli-test-")))
(_scratch / "mode").exists() or (_scratch / "mode").write_text("demo\n")

from heli.config.base import *  # noqa: E402

DATABASES = {"default": DATA.database(os.environ.get("HELI_TEST_DATABASE_URL", ""))}
if DATABASES["default"]["ENGINE"] == "heli.config.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said outright: pytest-xdist knows it only of Django's own wrapper
INSTALLED_APPS = [*INSTALLED_APPS, "heli.scratch"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests read static files where they lie; nothing is collected.
STATIC_ROOT = None
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
