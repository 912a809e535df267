"""Inside a garage."""

from django.urls import path

from garageflow.mail import views

app_name = "mail"
urlpatterns = [
    path("mail/", views.mail_list, name="list"),
    path("mail/<int:mail_id>/arrival/", views.mail_arrived, name="arrived"),
    path("mail/<int:mail_id>/repetition/", views.mail_again, name="again"),
]
