"""Addresses of monitoring, below those of a collaboration."""

from django.urls import path

from heli.collaborations.monitoring import views

urlpatterns = [
    path("problems/", views.problems, name="problems"),
    path("problems/<uuid:id>/leave/", views.leave_over, name="problem-leave"),
    path("problems/<str:verb>/", views.deed, name="problem-deed"),
]
