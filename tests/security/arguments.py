"""What stands in an address: for each argument of a route an object of the garage that is asked for.

A new argument gets a line here. Looked up from the most to the least exact: "route.argument",
"namespace.argument", "argument".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps

from autopaspoort.domain.consents import stop_token
from autopaspoort.domain.passports import offer_token
from autopaspoort.models import (
    Advice,
    ApiKey,
    Appointment,
    CustomerList,
    ExpectedWork,
    Fleet,
    FleetManager,
    Passport,
    Promotion,
    WebhookDelivery,
)
from carpass.models import CarPassAccount, CarPassDocument, OdometerReport, Renewal
from garageflow.customers.models import Customer, Double, MergedCustomer
from garageflow.documents.models import Document, PdfOrder
from garageflow.jobs.models import BatchJob
from garageflow.mail.models import OutboxMail
from garageflow.members.domain.invitations import token_of
from garageflow.members.models import Invitation
from garageflow.moving_in.models import Move
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Shop
from garageflow.vehicles.models import Vehicle
from garageflow.workshop.models import WorkOrder
from stock.domain.imports import FILE_KIND, keep_list
from stock.models import Listing, Photo, SavedFilter
from stock.public_cars import slug_of
from tests.security.carshare_values import CARSHARE_ARGUMENTS
from tests.security.convoy_values import CONVOY_ARGUMENTS
from tests.security.routes import Route, all_routes
from tests.security.world import Side, accepted_passport, offered_passport

ARGUMENTS: dict[str, Callable[[Side], Any]] = {
    "kind": lambda _side: "csv",
    "stock.number": lambda side: side.first(Listing).number,
    "stock.photo_id": lambda side: side.first(Photo).pk,
    "stock.size": lambda _side: "small",
    "stock.language": lambda _side: "nl",
    "stock.slug": lambda side: slug_of(side.first(Listing)),
    "stock.filter_id": lambda side: side.first(SavedFilter).pk,
    "customers.number": lambda side: side.first(Customer).number,
    "customers.other": lambda side: side.rows[Customer][1].number,
    "customers.double_id": lambda side: side.first(Double).pk,
    "customers.merged_id": lambda side: side.first(MergedCustomer).pk,
    "autopaspoort.number": lambda side: side.first(Passport).vehicle.number,
    "autopaspoort.pk": lambda side: side.first(CustomerList).pk,
    "carpass.pk": lambda side: side.first(OdometerReport).pk,
    "order-card.number": lambda side: side.first(WorkOrder).number,
    "end-of-service.number": lambda side: side.first(WorkOrder).number,
    "end-findings.number": lambda side: side.first(WorkOrder).number,
    "workshop.number": lambda side: side.first(WorkOrder).number,
    "vehicle_kind": lambda _side: "car",
    "autocheck-point.place": lambda _side: 0,
    "work-finish.pk": lambda side: side.first(ExpectedWork).pk,
    "autocheck-photo.pk": lambda side: side.first(Document).pk,
    "appointment-detail.pk": lambda side: side.first(Appointment).pk,
    "appointment-withdraw.pk": lambda side: side.first(Appointment).pk,
    "api.number": lambda side: side.first(Passport).vehicle.number,
    "key_id": lambda side: side.first(ApiKey).pk,
    "delivery_id": lambda side: side.first(WebhookDelivery).pk,
    "provider": lambda _side: "postmark",
    "promotion_id": lambda side: side.first(Promotion).pk,
    "fleet_number": lambda side: side.first(Fleet).number,
    "manager_id": lambda side: side.first(FleetManager).pk,
    "consent-stop.token": lambda side: _stop_token(side),
    "portal.slug": lambda side: side.garage.slug,
    "portal.number": lambda side: accepted_passport(side).vehicle.number,
    "portal.pk": lambda side: side.first(Appointment).pk,
    "advice-decide.pk": lambda side: side.first(Advice).pk,
    "portal:photo.pk": lambda side: side.first(Document).pk,
    "portal:document.pk": lambda side: side.first(Document).pk,
    "portal:light.key": lambda _side: "oil",
    "member.pk": lambda side: side.first(Member).pk,
    "departure.pk": lambda side: side.first(Member).pk,
    "invitation-reminder.pk": lambda side: side.first(Invitation).pk,
    "invitation-revocation.pk": lambda side: side.first(Invitation).pk,
    "invitation.token": lambda side: token_of(side.first(Invitation)),
    "offer.token": lambda side: offer_token(side.garage, offered_passport(side)),
    "offer-decline.token": lambda side: offer_token(side.garage, offered_passport(side)),
    "carpass.number": lambda side: side.first(Vehicle).number,
    "carpass.account_id": lambda side: side.first(CarPassAccount).pk,
    "carpass.document_id": lambda side: side.first(CarPassDocument).pk,
    "carpass.renewal_id": lambda side: side.first(Renewal).pk,
    "carpass.job_id": lambda side: side.first(Renewal).job_id,
    **CARSHARE_ARGUMENTS,
    "shop.pk": lambda side: side.first(Shop).pk,
    **CONVOY_ARGUMENTS,
    "moving_in.move_id": lambda side: side.first(Move).pk,
    "moving_in.table": lambda _side: "customers",
    "mail_id": lambda side: side.first(OutboxMail).pk,
    "stock.document_id": lambda side: _stock_list(side),
    "document_id": lambda side: side.first(Document).pk,
    "pdf-order.job_id": lambda side: side.first(PdfOrder).job_id,
    "job_id": lambda side: side.first(BatchJob).pk,
    # allauth; nobody has a passkey or a reset link, so these lead nowhere.
    "mfa_remove_webauthn.pk": lambda _side: 1,
    "mfa_edit_webauthn.pk": lambda _side: 1,
    "uidb36": lambda _side: "1",
    "key": lambda _side: "no-such-key",
    # Django's admin.
    "admin.app_label": lambda _side: "tenancy",
    "admin.url": lambda _side: "nothing/here",
    "garage-admin.app_label": lambda _side: "tenancy",
    "garage-admin.url": lambda _side: "nothing/here",
    # In the demo only: a mail that lies in the folder, and made-up content.
    "dev-mail.name": lambda _side: DEV_MAIL,
    "styleguide-sample.name": lambda _side: "public",
}

_ADMIN_OBJECT = re.compile(r"^admin/(?P<app>[a-z_]+)/(?P<model>[a-z]+)/<path:object_id>/")

# As garageflow/mail/folder.py names them; tests/security/conftest.py puts it into the folder.
DEV_MAIL = "00000000000000000001-00000000"


_STOCK = b"VIN;Merk;Model\r\nWVWZZZ1KZAW000001;Volkswagen;Golf\r\n"


def _stock_list(side: Side) -> int:
    """An uploaded file that waits to be taken over."""
    with garage_active(side.garage):
        known = Document.objects.filter(kind=FILE_KIND).first()
        if known is None:
            actor = Actor.outside("tests")
            known = keep_list(_STOCK, name="stock.csv", shop=side.first(Shop), by=actor)
        return int(known.pk)


def _stop_token(side: Side) -> str:
    with garage_active(side.garage):
        return stop_token(side.first(Customer), "inspection")


class UnknownArgument(Exception):
    pass


def values_for(route: Route, side: Side) -> dict[str, Any]:
    return {name: _value(route, name, side) for name in route.arguments}


def unknown_arguments(side: Side) -> Iterator[str]:
    """What has to be added to the table above, in words."""
    for route in all_routes():
        try:
            values_for(route, side)
        except UnknownArgument as unknown:
            yield str(unknown)


def _value(route: Route, name: str, side: Side) -> Any:
    if name == "object_id" and (match := _ADMIN_OBJECT.match(route.pattern)):
        model = apps.get_model(match["app"], match["model"])
        row = side.first(model) if model in side.rows else model._default_manager.order_by("pk").first()
        return str(row.pk if row else 1)
    namespace, _, last = route.name.rpartition(":")
    for key in (f"{route.name}.{name}", f"{last}.{name}", f"{namespace}.{name}", name):
        if key in ARGUMENTS:
            return ARGUMENTS[key](side)
    raise UnknownArgument(
        f"{route}: say in tests/security/arguments.py what <{name}> is, for example"
        f' "{route.name}.{name}": lambda side: side.first(Model).pk'
    )
