"""Addresses of people: sign-in, posts, one's own settings, the directory."""

from django.urls import path

from heli.people import views

urlpatterns = [
    path("signin/", views.sign_in, name="signin"),
    path("signin/first/", views.first_sign_in, name="signin-first"),
    path("signin/as/", views.sign_in_as, name="signin-as"),
    path("signout/", views.sign_out, name="signout"),
    path("post/", views.switch_post, name="post"),
    path("me/", views.profile, name="me"),
    path("me/password/", views.change_password, name="me-password"),
    path("me/sessions/end/", views.end_other_sessions, name="me-sessions-end"),
    path("people/", views.directory, name="people"),
    path("people/posts/<uuid:post>/assign/", views.assign_post, name="post-assign"),
]
