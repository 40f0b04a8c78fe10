"""Addresses of files."""

from django.urls import path

from heli.documents import views

urlpatterns = [
    path("<uuid:id>/", views.file, name="file"),
    path("of/<str:kind>/<uuid:id>/", views.files_of, name="files-of"),
    path("attach/<str:kind>/<uuid:id>/", views.attach, name="files-attach"),
]
