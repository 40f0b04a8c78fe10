"""Addresses of the evaluation."""

from django.urls import path

from heli.evaluation import views

urlpatterns = [
    path("c/<str:number>/evaluation/", views.page, name="evaluation"),
    path("c/<str:number>/evaluation/judge/<str:dimension>/", views.judge, name="evaluation-judge"),
    path("c/<str:number>/evaluation/view/<uuid:id>/", views.view, name="evaluation-view"),
    path("c/<str:number>/evaluation/lesson/", views.lesson, name="evaluation-lesson"),
]
