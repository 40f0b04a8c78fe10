"""Addresses of a collaboration, below /c/<number or id>/. Subjects with pages of their own add their urls here."""

from django.urls import include, path

from heli.collaborations import views

urlpatterns = [
    path("", views.overview, name="collaboration"),
    path("urge/<uuid:matter>/", views.urge, name="collaboration-urge"),
    path("duties/", include("heli.collaborations.duties.urls")),
    path("consult/", include("heli.collaborations.consult.urls")),
    path("plan/", include("heli.collaborations.plan.urls")),
]
