"""Addresses above single collaborations: the list."""

from django.urls import path

from heli.collaborations import views

urlpatterns = [path("", views.listing, name="collaborations")]
