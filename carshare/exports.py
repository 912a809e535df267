from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from carshare.models import Subscriber
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tables.writing import Value


def subscribers_download(subscribers: Iterable[Subscriber], kind: str) -> HttpResponse:
    """Without licence, photo and billing address: who needs those opens the record."""
    header = [
        _("Organisation"),
        _("First name"),
        _("Last name"),
        _("E-mail address"),
        _("Telephone"),
        _("Status"),
        _("Contract"),
        _("Parking"),
        _("Signed up"),
        _("Address validated"),
    ]
    download = xlsx_download if kind == "xlsx" else csv_download
    return download(_("subscribers"), header, map(_cells, subscribers))


def _cells(subscriber: Subscriber) -> tuple[Value, ...]:
    return (
        subscriber.organisation.name,
        subscriber.first_name,
        subscriber.last_name,
        subscriber.email,
        subscriber.phone,
        str(Subscriber.State(subscriber.state).label),
        subscriber.contract.name,
        subscriber.parking.name,
        localtime(subscriber.created_at),
        subscriber.validated_at and localtime(subscriber.validated_at),
    )
