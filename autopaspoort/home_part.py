"""What AutoPaspoort shows on pages of others: the home screen, and a customer's page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from autopaspoort.domain.overview import Overview, inspections_until, overview
from autopaspoort.filters import LISTED_STATES, inspection_query
from autopaspoort.models import Passport
from autopaspoort.roles import LIST_ROLES
from autopaspoort.rows import STATE_TONES
from garageflow.customers.models import Customer
from garageflow.customers.registry import CustomerVehicle
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile, shares
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.pages import Offer


def home_part(request: MemberRequest) -> HomePart:
    counts = _counts(request)
    actions = [Action(label="AutoPaspoort", url=reverse("autopaspoort:passport-new"))]
    if request.membership.has_any_role(LIST_ROLES):
        actions.append(
            Action(label=_("Customer list (APK mailing)"), url=reverse("autopaspoort:customer-list-new"))
        )
    return HomePart(
        title="AutoPaspoort",
        url=reverse("autopaspoort:home"),
        tiles=[*state_tiles(counts), *task_tiles(request, counts)],
        actions=actions,
    )


def offer_of(vehicle: Vehicle) -> Offer | None:
    """At a handover: the new owner's passport is made from the plate, which the form asks for anyway."""
    address = reverse("autopaspoort:passport-new")
    if vehicle.plate_display:
        address += f"?{urlencode({'plate': vehicle.plate_display})}"
    return Offer(label=_("Make his AutoPaspoort"), url=address, icon="passport")


def attention(request: MemberRequest) -> list[Attention]:
    counts = _counts(request)
    if not asks_for_list(request, counts):
        return []
    return [
        Attention(
            tone="soon",
            text=_("A month without a customer list"),
            url=reverse("autopaspoort:customer-list-new"),
            at=counts.last_list_at,
        )
    ]


def asks_for_list(request: MemberRequest, counts: Overview) -> bool:
    """A nudge for the owner only: he decides whether there are mailings."""
    return Role.OWNER in request.membership.roles and counts.is_list_due(request.garage.created_at)


def state_tiles(counts: Overview) -> list[Tile]:
    numbers = [getattr(counts, state.value) for state in LISTED_STATES]
    url = reverse("autopaspoort:passport-list")
    return [
        Tile(
            label=str(state.label),
            count=number,
            url=f"{url}?state={state.value}",
            tone=STATE_TONES[state],
            share=share,
        )
        for state, number, share in zip(LISTED_STATES, numbers, shares(numbers), strict=True)
    ]


def task_tiles(request: MemberRequest, counts: Overview) -> list[Tile]:
    today = request.garage.today()
    due = inspection_query(today, inspections_until(today))
    tiles = [
        Tile(
            label=_("Invalid e-mails"),
            count=counts.invalid_emails,
            url=reverse("autopaspoort:invalid-email-list"),
            tone="now" if counts.invalid_emails else "none",
            icon="mail",
        ),
        Tile(
            label=_("APK due in the next two months"),
            count=counts.inspections_due,
            url=f"{reverse('autopaspoort:passport-list')}?{due}&sort=inspection",
            tone="soon" if counts.inspections_due else "none",
            icon="inspection",
        ),
    ]
    if request.membership.has_any_role(LIST_ROLES):
        tonight = Tile(
            label=_("Batch jobs of tonight"),
            count=counts.lists_tonight,
            url=f"{reverse('jobs:list')}?{urlencode({'state': BatchJob.State.NOT_STARTED})}",
            tone="busy" if counts.lists_tonight else "none",
            icon="batch",
        )
        tiles.append(tonight)
    return tiles


def vehicles_of(customer: Customer) -> list[CustomerVehicle]:
    passports = Passport.objects.current().filter(customer=customer).select_related("vehicle")
    return [
        CustomerVehicle(
            number=passport.vehicle.number,
            title=passport.vehicle.title,
            plate=passport.vehicle.plate_display,
            plate_country=passport.vehicle.plate_country,
            status=str(Passport.State(passport.state).label),
            tone=STATE_TONES[Passport.State(passport.state)],
        )
        for passport in passports.order_by("vehicle__plate")
    ]


def keepers_of(vehicle_number: int) -> list[Customer]:
    passports = Passport.objects.current().filter(vehicle__number=vehicle_number)
    return [passport.customer for passport in passports.select_related("customer")]


def mail_subjects_of(customer: Customer) -> QuerySet[Passport, int]:
    return Passport.objects.filter(customer=customer).values_list("pk", flat=True)


def _counts(request: MemberRequest) -> Overview:
    """Once a request: the part and what needs attention show the same."""
    known = request.__dict__
    if "autopaspoort_overview" not in known:
        known["autopaspoort_overview"] = overview(request.garage.today())
    counts: Overview = known["autopaspoort_overview"]
    return counts
