"""Addresses of the consultation, below /c/<number>/consult/."""

from __future__ import annotations

from django.urls import path

from heli.collaborations.consult import views

urlpatterns = [
    path("", views.consult, name="consult"),
    path("ask/", views.ask, name="consult-ask"),
    path("<uuid:id>/answer/", views.answer, name="consult-answer"),
    path("<uuid:id>/reply/", views.reply, name="consult-reply"),
]
