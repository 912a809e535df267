"""The platform: what stands outside every garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from garageflow.mail.feedback_views import mail_feedback
from garageflow.pages.admin_registrations import platform_admin
from garageflow.pages.views_platform import about

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("garageflow.accounts.urls_site")),
    path("", include("garageflow.members.urls_site")),
    path("", include("garageflow.ui.urls")),
    path("", include("garageflow.mail.urls_site")),
    path("", include("garageflow.pages.urls_site")),
    path("", include("autopaspoort.urls_my")),
    path("mail/feedback/<slug:provider>/", mail_feedback, name="mail-feedback"),
    path("about/", about, name="about"),
    path("admin/", platform_admin.urls),
]

handler400 = "garageflow.pages.errors.bad_request"
handler403 = "garageflow.pages.errors.forbidden"
handler404 = "garageflow.pages.errors.not_found"
handler500 = "garageflow.pages.errors.broken"
