"""Addresses of the plan, below /c/<number>/plan/."""

from __future__ import annotations

from django.urls import path

from heli.collaborations.plan import views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("submit/", views.submit, name="plan-submit"),
    path("tasks/add/", views.add, name="plan-task-add"),
    path("tasks/<uuid:id>/", views.edit, name="plan-task"),
    path("tasks/<uuid:id>/drop/", views.drop, name="plan-task-drop"),
    path("risks/add/", views.risk, name="plan-risk-add"),
    path("risks/none/", views.no_risk, name="plan-risk-none"),
    path("goals/<uuid:id>/", views.explain, name="plan-goal"),
]
