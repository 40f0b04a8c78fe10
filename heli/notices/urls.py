"""The address of notices."""

from django.urls import path

from heli.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read, name="notices-read"),
]
