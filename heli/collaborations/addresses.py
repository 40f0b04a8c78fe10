"""Addresses above single collaborations: the list, and how one begins."""

from django.urls import path

from heli.collaborations import views
from heli.collaborations.wizard.views import new

urlpatterns = [path("", views.listing, name="collaborations"), path("new/", new, name="collaboration-new")]
