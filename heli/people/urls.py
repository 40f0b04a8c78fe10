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
    path("log/", views.own_log, name="log-own"),
    path("people/", views.directory, name="people"),
    path("people/persons/add/", views.add_person, name="person-add"),
    path("people/persons/<uuid:person>/account/", views.open_account, name="account-open"),
    path("people/persons/<uuid:person>/code/", views.renew_code, name="account-renew"),
    path("people/units/<uuid:unit>/posts/add/", views.add_post, name="post-add"),
    path("people/units/<uuid:unit>/rename/", views.rename_unit, name="unit-rename"),
    path("people/posts/<uuid:post>/assign/", views.assign_post, name="post-assign"),
    path("people/administrators/appoint/", views.appoint, name="admin-appoint"),
    path("people/administrators/dismiss/", views.dismiss, name="admin-dismiss"),
]
