"""Addresses of delivery, below those of a collaboration."""

from django.urls import path

from heli.collaborations.delivery import views

urlpatterns = [
    path("delivery/", views.page, name="delivery"),
    path("delivery/<uuid:id>/<str:verb>/", views.deed, name="delivery-deed"),
]
