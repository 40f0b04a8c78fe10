"""Addresses of the duty list, below /c/<number>/duties/."""

from __future__ import annotations

from django.urls import path

from heli.collaborations.duties import views

urlpatterns = [
    path("", views.matrix, name="duties"),
    path("cell/", views.cell, name="duties-cell"),
    path("block/", views.block, name="duties-block"),
    path("paste/", views.paste, name="duties-paste"),
    path("add/", views.add, name="duties-add"),
    path("adopt/", views.adopt, name="duties-adopt"),
    path("keep/", views.keep, name="duties-keep"),
    path("send/", views.send, name="duties-send"),
    path("confirm/", views.confirm, name="duties-confirm"),
    path("<uuid:id>/", views.row, name="duty"),
    path("<uuid:id>/remove/", views.remove, name="duty-remove"),
    path("<uuid:id>/<uuid:unit>/", views.mark, name="duty-mark"),
]
