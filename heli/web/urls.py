"""All addresses: each room's own, under the shell."""

from django.urls import URLPattern, URLResolver, path

from heli.web.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
]
