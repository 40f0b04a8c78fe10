"""Addresses below /api/."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from heli.api.answers import answer, problem
from heli.api.document import document
from heli.api.endpoints import api
from heli.kernel.errors import Absent
from heli.kernel.request import public


def openapi(request: HttpRequest) -> HttpResponse:
    """The document: open in a demo; in production only for signed-in administrators, to others it does not exist."""
    actor = getattr(request, "actor", None)
    if not settings.DEMO and not (actor and actor.admin):
        return problem(Absent())
    return answer(document())


urlpatterns = [
    path("openapi.json", public(openapi) if settings.DEMO else openapi, name="openapi"),
    path("", api.urls),
]
