"""Inside a garage."""

from django.urls import path

from garageflow.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<int:document_id>/", views.document_download, name="download"),
    path("documents/pdf/<int:job_id>/", views.pdf_order, name="pdf-order"),
]
