"""Addresses of a collaboration, below /c/<number or id>/. Subjects with pages of their own add their urls here."""

from django.urls import include, path

from heli.collaborations import views

urlpatterns = [
    path("", views.overview, name="collaboration"),
    path("gate/", views.gate, name="collaboration-gate"),
    path("recent/", views.lately, name="collaboration-recent"),
    path("urge/<uuid:matter>/", views.urge, name="collaboration-urge"),
    path("wizard/", include("heli.collaborations.wizard.urls")),
    path("need/", views.need, name="need"),
    path("need/take-back/", views.take_back, name="need-take-back"),
    path("duties/", include("heli.collaborations.duties.urls")),
    path("consult/", include("heli.collaborations.consult.urls")),
    path("plan/", include("heli.collaborations.plan.urls")),
    path("parties/", views.parties, name="parties"),
    path("parties/invite/", views.invite, name="party-invite"),
    path("approvals/", views.approvals, name="collaboration-approvals"),
    *(path(f"{word}/", views.move, {"word": word}, name=f"collaboration-{word}") for word in views.MOVES),
    path("", include("heli.collaborations.monitoring.urls")),
    path("", include("heli.collaborations.delivery.urls")),
]
