from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "garageflow.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from django.urls import reverse

        from garageflow.audit.registry import register_events
        from garageflow.documents.domain.documents import remove_expired_documents, remove_orphaned_files
        from garageflow.documents.domain.pdf import RENDER_PDF, give_up, render_order
        from garageflow.jobs.registry import Kind, register, register_nightly

        register(
            Kind(
                name=RENDER_PDF,
                handler=render_order,
                on_failed=give_up,
                category=_("PDF"),
                errors={"gone": _("What this PDF was to show is not there any more.")},
                details_url=lambda job: reverse("documents:pdf-order", args=[job.pk]),
            )
        )
        register_nightly(
            "documents.remove_expired",
            remove_expired_documents,
            label=_("Documents whose time was over"),
            removes=True,
        )
        register_nightly(
            "documents.remove_orphans",
            remove_orphaned_files,
            label=_("Files that no row knows"),
            removes=True,
        )
        register_events({"documents.document_stored": _("File added: %(name)s")})
