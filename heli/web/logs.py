"""The log: JSON lines of allow-listed fields, for operators and a log host (T14, T46; security.md §7, 16.4.1).

No name, title, address with its values, header or SQL gets in: an error is logged by its class and where it happened.
Everything outside printable ASCII is escaped, so one event is one line whatever somebody typed.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("heli.request")

FIELDS = ("correlation", "method", "route", "status", "ms", "person", "act", "entry", "root", "outcome", "account", "source",
          "agent", "job", "consumer", "count", "idx", "directive")  # fmt: skip
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
QUIET = ("healthz",)  # probes that find all well
FRAMES = 12
LONGEST = 200


class JsonLines(logging.Formatter):
    """One event, one line. Only our own loggers may say a sentence, and it is a constant: values go into fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("heli"):
            line["event"] = str(record.msg)[:LONGEST]
        for name in FIELDS:
            if (value := getattr(record, name, None)) is not None:
                line[name] = value if isinstance(value, int | float | bool) else str(value)[:LONGEST]
        # Django's own line about a failed request: the number that its page shows
        if "correlation" not in line and (number := getattr(getattr(record, "request", None), "correlation", "")):
            line["correlation"] = number
        if record.exc_info and record.exc_info[0]:
            line["error"] = f"{record.exc_info[0].__module__}.{record.exc_info[0].__qualname__}"
            frames = traceback.extract_tb(record.exc_info[2])[-FRAMES:]
            line["frames"] = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


def _short(path: str) -> str:
    """The path from the package on: where Heli is installed is nobody's business."""
    for mark in ("/site-packages/", "/heli/"):
        if mark in path:
            return path.rsplit(mark, 1)[1] if mark != "/heli/" else "heli/" + path.rsplit(mark, 1)[1]
    return path.rsplit("/", 1)[-1]


class RequestLog:
    """One line for each request, tied to its answer by `request.correlation`. The route, never the address itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.correlation = uuid.uuid4().hex[:12]  # short enough to be read out on the telephone
        started = time.perf_counter()
        response = self.get_response(request)
        actor, match = getattr(request, "actor", None), request.resolver_match
        if match and match.route in QUIET and response.status_code == 200:
            return response
        log.info(
            "request",
            extra={
                "correlation": request.correlation,
                "method": request.method if request.method in METHODS else "other",
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000),
                "person": actor.person if actor else None,
            },
        )
        return response
