from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicingConfig(AppConfig):
    name = "garageflow.invoicing"
    label = "invoicing"
    verbose_name = _("Invoicing")

    def ready(self) -> None:
        from garageflow.documents.registry import PdfKind, register_pdf
        from garageflow.invoicing.pdf import INVOICE_PDF, archive_of, build_invoice

        register_pdf(
            PdfKind(
                name=INVOICE_PDF,
                template="invoicing/invoice_pdf.html",
                build=build_invoice,
                archive=archive_of,
                # Ten years by law; who deletes the garage deletes them.
                keep_days=None,
            )
        )
