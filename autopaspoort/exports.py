"""What can be downloaded: the passports of the list, the template of a customer list, its failed lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.models import BatchRow, CustomerList, Passport
from autopaspoort.rows import finding_words
from garageflow.customers.models import EmailState
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tables.writing import Value

_TEMPLATE = "klantenlijst"
_READ_KEYS = [column.key for column in CUSTOMER_LIST.read_columns]


def passports_download(passports: Iterable[Passport], kind: str) -> HttpResponse:
    header = [
        _("Plate"),
        _("Country"),
        _("First name"),
        _("Last name"),
        _("E-mail address"),
        _("State of the address"),
        _("Telephone"),
        _("Make"),
        _("Model"),
        _("VIN"),
        _("APK date"),
        _("Status"),
        _("Offered"),
        _("Expires"),
        _("Accepted"),
    ]
    download = xlsx_download if kind == "xlsx" else csv_download
    return download("autopaspoorten", header, map(_passport_cells, passports))


def template_download(kind: str, *, with_optional: bool) -> HttpResponse:
    header = CUSTOMER_LIST.template_headers
    if with_optional:
        header = [column.header for column in CUSTOMER_LIST.read_columns]
    if kind == "xlsx":
        return xlsx_download(_TEMPLATE, header, (), as_text=True)
    return csv_download(_TEMPLATE, header, ())


def failed_lines_download(customer_list: CustomerList) -> HttpResponse:
    """The columns of a list, to correct it and upload it again, and why each line was refused."""
    header = [column.header for column in CUSTOMER_LIST.columns]
    return csv_download(f"{_TEMPLATE}-{_('failed')}-{customer_list.pk}", header, _failed_lines(customer_list))


def _passport_cells(passport: Passport) -> tuple[Value, ...]:
    vehicle, customer = passport.vehicle, passport.customer
    return (
        vehicle.plate_display,
        vehicle.plate_country,
        customer.first_name,
        customer.last_name,
        customer.email,
        str(EmailState(customer.email_state).label),
        customer.phone,
        vehicle.make,
        vehicle.model_name,
        vehicle.vin,
        vehicle.inspection_due_on,
        str(Passport.State(passport.state).label),
        passport.offered_at and localtime(passport.offered_at),
        passport.expires_on,
        passport.accepted_at and localtime(passport.accepted_at),
    )


def _failed_lines(customer_list: CustomerList) -> Iterator[list[str]]:
    for row in customer_list.rows.failed().order_by("line"):
        reasons = " ".join(finding_words(*finding) for finding in row.findings or ())
        yield [*_cells(row), str(row.line), reasons]


def _cells(row: BatchRow) -> list[str]:
    """As they stood in the file; of a line that was fine until it met the database, as they were read."""
    if row.cells is not None:
        return list(row.cells)
    due_on = row.inspection_due_on
    read = {
        "plate": row.plate_display,
        "country": row.plate_country,
        "inspection_due_on": f"{due_on:%d-%m-%Y}" if due_on else "",
    }
    return [read[key] if key in read else str(getattr(row, key)) for key in _READ_KEYS]
