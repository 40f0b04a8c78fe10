"""Addresses of approvals."""

from django.urls import path

from heli.approvals import views

urlpatterns = [path("<str:key>/", views.approval, name="approval")]
