"""Addresses of tasks."""

from django.urls import path

from heli.work import views

urlpatterns = [
    path("tasks/", views.my_tasks, name="my-tasks"),
    path("c/<str:number>/tasks/", views.tasks, name="tasks"),
    path("c/<str:number>/tasks/<uuid:id>/", views.task, name="task"),
    path("c/<str:number>/tasks/<uuid:id>/move/", views.move, name="task-move"),
    path("c/<str:number>/tasks/<uuid:id>/<str:verb>/", views.task_deed, name="task-deed"),
]
