"""All addresses: each room's own, under the shell."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from heli.web import deeds, licences, log, permissions, search, views
from heli.web.health import healthz
from heli.web.reports import csp_report

handler400 = "heli.web.errors.bad_request"
handler403 = "heli.web.errors.denied"
handler404 = "heli.web.errors.absent"
handler500 = "heli.web.errors.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", healthz),
    path("csp-report/", csp_report, name="csp-report"),
    path("display/", views.display, name="display"),
    path("search/", search.search, name="search"),
    path("licences/", licences.page, name="licences"),
    path("licences/<int:nth>/", licences.text, name="licence"),
    path("", include("heli.people.urls")),
    path("", include("heli.matters.urls")),
    path("", include("heli.notices.urls")),
    path("api/", include("heli.api.urls")),
    path("files/", include("heli.documents.urls")),
    path("approvals/", include("heli.approvals.urls")),
    path("log/<str:kind>/<str:key>/", log.log, name="log"),
    path("permissions/", permissions.page, name="permissions"),
    path("do/<str:act>/<str:subject>/", deeds.deed, name="deed"),
    path("", include("heli.norms.urls")),
    path("", include("heli.work.urls")),
    path("", include("heli.evaluation.urls")),
    path("", include("heli.knowledge.urls")),
    path("c/", include("heli.collaborations.addresses")),
    path("c/<str:number>/", include("heli.collaborations.urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("styleguide/", views.styleguide, name="styleguide"),
        path("styleguide/error/<int:status>/", views.styleguide_errors, name="styleguide-error"),
    ]
