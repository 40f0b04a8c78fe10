"""Addresses of the room. A clause keeps its address: its id is never reused."""

from django.urls import path

from heli.norms import views

urlpatterns = [
    path("c/<str:number>/compliance/", views.compliance, name="compliance"),
    path("norm/", views.norm, name="norm"),
    path("norm/<str:clause_id>/", views.one_clause, name="norm-clause"),
]
