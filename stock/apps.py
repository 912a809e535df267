from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class StockConfig(AppConfig):
    name = "stock"
    verbose_name = "Stock"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from carpass.registry import register_vehicles_for_sale
        from garageflow.audit.registry import register_events
        from garageflow.documents import registry as documents
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.mail import registry as mail
        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.access import hide_behind
        from garageflow.tenancy.models import Feature
        from garageflow.ui import home, navigation
        from garageflow.vehicles.pages import register_vehicle_page
        from stock import import_job, pdf
        from stock.domain.imports import STOCK_IMPORT
        from stock.domain.listings import empty_bin, forget_changes, numbers_in_stock, vehicles_in_stock
        from stock.domain.window_cards import WINDOW_CARDS_PDF
        from stock.home_part import home_part
        from stock.mails import ENQUIRY
        from stock.roles import SALES_ROLES, VIEW_ROLES
        from stock.words import EVENTS, ROUTES

        hide_behind("stock", Feature.STOCK)
        register_events(EVENTS)
        name_routes("stock", _("Stock"), ROUTES)
        register_nightly(
            "stock.empty_bin", empty_bin, label=_("Vehicles that were 30 days in the bin"), removes=True
        )
        register_nightly("stock.forget_changes", forget_changes)
        mail.register(ENQUIRY)
        register(
            Kind(
                name=STOCK_IMPORT,
                handler=import_job.run_import,
                on_failed=import_job.give_up_import,
                category=_("Stock from a file"),
                roles=SALES_ROLES,
                errors={
                    import_job.SKIPPED: _(
                        "Some vehicles were left out: another one with their plate or VIN had come into"
                        " stock, or their reading is lower than one that is known."
                    )
                },
            )
        )
        documents.register_subject("stock.listing", pdf.may_see_listing)
        documents.register_subject("stock.sale", pdf.may_see_sale)
        documents.register_subject("stock.windowcards", pdf.may_see_cards)
        documents.register_pdf(
            documents.PdfKind(
                name=pdf.RECEIPT_PDF, template="stock/handover_receipt_pdf.html", build=pdf.build_receipt
            )
        )
        documents.register_pdf(
            documents.PdfKind(
                name=WINDOW_CARDS_PDF,
                template="stock/window_cards_pdf.html",
                build=pdf.build_window_cards,
            )
        )
        register_vehicles_for_sale(vehicles_in_stock)
        register_vehicle_page(
            lambda number: reverse("stock:vehicle", args=[number]),
            roles=VIEW_ROLES,
            feature=Feature.STOCK,
            shows=numbers_in_stock,
        )
        home.register_part(home_part, roles=VIEW_ROLES, feature=Feature.STOCK, order=10)
        navigation.register(
            navigation.NavItemSpec(
                label=_("Stock"),
                url_name="stock:list",
                icon="stock",
                roles=frozenset(VIEW_ROLES),
                feature=Feature.STOCK,
                order=5,
            )
        )
