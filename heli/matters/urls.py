"""Addresses of the inbox and of matters."""

from django.urls import path

from heli.matters import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("matters/<uuid:id>/", views.matter, name="matter"),
    path("matters/<uuid:id>/preview/", views.preview, name="matter-preview"),
    path("matters/<uuid:id>/<str:verb>/", views.deed, name="matter-deed"),
]
