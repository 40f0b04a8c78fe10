"""Addresses of 立项 below one collaboration."""

from django.urls import path

from heli.collaborations.wizard import views

urlpatterns = [path("<int:nth>/", views.step, name="collaboration-wizard")]
