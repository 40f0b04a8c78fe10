"""Whether this installation works: asked by the start command and by an operator's probe."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heli.acts import guard
from heli.kernel.request import public

STALE_AFTER = timedelta(seconds=30)


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, guarded, and a worker has reported of late, else 503; a stranger learns nothing more."""
    if _worker_is_alive() and _is_guarded():
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("unavailable", content_type="text/plain", status=503)


def _worker_is_alive() -> bool:
    try:
        heartbeats = apps.get_model("acts", "Heartbeat")._default_manager
        return heartbeats.filter(at__gte=timezone.now() - STALE_AFTER).exists()
    except (LookupError, Error):
        return False


def _is_guarded() -> bool:
    try:
        return not guard.missing()
    except Error:
        return False
