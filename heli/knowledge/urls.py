"""Addresses of the archive."""

from django.urls import path

from heli.knowledge import views

urlpatterns = [
    path("archive/", views.found, name="archive"),
    path("c/<str:number>/archive/", views.file, name="archive-file"),
]
