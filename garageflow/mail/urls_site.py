"""On the platform."""

from django.urls import path

from garageflow.mail import dev_views

app_name = "dev-mail"
urlpatterns = [
    path("dev/mail/", dev_views.mail_list, name="list"),
    path("dev/mail/<slug:name>/", dev_views.mail_detail, name="detail"),
    path("dev/mail/<slug:name>/html/", dev_views.mail_html, name="html"),
]
