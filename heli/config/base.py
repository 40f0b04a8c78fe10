"""Configuration of a running Heli. All state lives in one data directory (HELI_DATA); the database may be elsewhere.

Two modes only (security.md §6): a demo data directory (HTTP on loopback, persona list) and production.
The mode is stored in the data directory at its creation and never changes afterwards (T52).
"""

from __future__ import annotations

import os
from pathlib import Path

from heli.config.data import Data

BASE = Path(__file__).resolve().parents[2]
DATA = Data(Path(os.environ.get("HELI_DATA", BASE / "var")))

DEMO = DATA.is_demo
DEBUG = False
SECRET_KEY = DATA.secret("web")
HELI_ID_SECRET = DATA.secret("ids")
HELI_DEPLOYMENT = DATA.secret("deployment")[:12]
# The loopback always: the start command and an operator's probe ask /healthz there.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("HELI_HOSTS", "").replace(" ", "").split(","))]

# House order: reactions run in it, so that what lies lower is settled before what lies higher.
ROOMS = [
    "heli.ledger",
    "heli.acts",
    "heli.settings",
    "heli.people",
    "heli.access",
    "heli.documents",
    "heli.papers",
    "heli.clauses",
    "heli.matters",
    "heli.notices",
    "heli.approvals",
    "heli.collaborations",
    "heli.work",
    "heli.evaluation",
    "heli.knowledge",
    "heli.norms",
]
INSTALLED_APPS = [
    *ROOMS,
    "heli.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "heli.web.middleware.Headers",
    "heli.web.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "heli.web.origin.SameSite",
    "django.middleware.csrf.CsrfViewMiddleware",
    "heli.web.middleware.Memory",
    "heli.web.actor.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heli.web.refusals.Toasts",
    "heli.web.refusals.Refusals",
]
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["heli.people.signin.Backend"]
PASSWORD_HASHERS = ["heli.people.hashers.Argon2id"]
ROOT_URLCONF = "heli.web.urls"
WSGI_APPLICATION = "heli.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted((BASE / "heli").glob("*/templates")),
        "OPTIONS": {"environment": "heli.web.jinja.environment", "context_processors": ["heli.web.context.shell"]},
    },
]

DATABASES = {"default": DATA.database(os.environ.get("HELI_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "heli" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted((BASE / "heli").glob("*/static"))
# What packages bring is copied to third/, or not served.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
# Collected at every start under names that hold a hash of the content, which browsers may keep for ever.
STATIC_ROOT: Path | None = DATA.path / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "heli.web.storage.Static"},
}

SESSION_ENGINE = "heli.people.sessions"
SESSION_COOKIE_NAME = "heli-demo" if DEMO else "__Host-heli"
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # the absolute end; idle time and administrators: heli.people.rules
CSRF_COOKIE_NAME = "heli-demo-csrf" if DEMO else "__Host-heli-csrf"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "heli.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # probes come over the loopback, without TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/csp-report/"],
    }
}
# Proxies that stand before the web server; the address of a client is taken from the last of their headers, or not at all.
HELI_PROXIES = 0 if DEMO else int(os.environ.get("HELI_PROXIES", "1"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["heli.documents.receiving.Receiving"]
# Heli is served on government networks: preloading is for domains of the open web.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# JSON lines on standard error, kept by the service manager; in the demo only what went wrong, the terminal is a visitor's.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "heli.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "heli": {"level": "WARNING" if DEMO else "INFO"},
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.security": {"level": "WARNING"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
