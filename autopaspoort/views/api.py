"""The coupling with a garage's own software: REST below /g/<slug>/api/v1/, with a key of the garage.

The garage is active by its address like on every page, so row security holds here too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Path, Query
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from autopaspoort.api_schemas import InspectionIn, PassportIn, PassportOut, PassportPage, Problem, ReadingIn
from autopaspoort.customer_list.emails import read_email
from autopaspoort.customer_list.postcodes import read_postcode
from autopaspoort.domain.api_keys import key_of_secret, once
from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.domain.passports import create_passport, offer_passport
from autopaspoort.models import ApiKey, Passport
from garageflow.errors import DomainError
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import public
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.http import GarageRequest
from garageflow.vehicles.domain.facts import set_inspection_date
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.plate_countries import PLATE_COUNTRIES
from garageflow.vehicles.plates import NotAPlate, Plate, normalise_plate, read_plate
from garageflow.vehicles.vin import VIN_INVALID, read_vin


class GarageKey(HttpBearer):
    openapi_description = "A key of the garage, made under Settings → Coupling."

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_of_secret(token)
        if key is not None:
            ip = str(get_adapter().get_client_ip(request))
            request.actor = Actor.outside(f"API: {key.name}", ip)  # type: ignore[attr-defined]
        return key


class PerKey(SimpleRateThrottle):
    def get_cache_key(self, request: Any) -> str:
        return f"{request.garage.pk}:api:{request.auth.pk}"


class CouplingRequest(GarageRequest):
    auth: ApiKey
    actor: Actor


PER_KEY = PerKey(settings.API_RATE)
api = NinjaAPI(
    title="GarageFlow AutoPaspoort",
    version="1.0.0",
    description="Make and update AutoPaspoorten from the software of the garage.",
    urls_namespace="api",
    docs_url=None,
    auth=GarageKey(),
    throttle=PER_KEY,
)
PROBLEMS = {status: Problem for status in (400, 401, 404, 409, 422, 429)}
Number = Annotated[int, Path(ge=1, le=2**53, description="GarageFlow's number of the vehicle.")]
OnceKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of your own: the same call with the same key counts once within 24 hours.",
    ),
]


@api.get(
    "/passports",
    response={200: PassportPage, **PROBLEMS},
    summary="List AutoPaspoorten",
    operation_id="passport_list",
)
def passport_list(
    request: CouplingRequest,
    plate: Annotated[str, Query(max_length=15)] = "",
    state: Annotated[str, Query(pattern="^(|created|offered|accepted|expired)$")] = "",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> PassportPage:
    passports = Passport.objects.current().filter(pk__gt=after).select_related("vehicle", "customer")
    if plate:
        passports = passports.filter(vehicle__plate=normalise_plate(plate.replace("\0", "")) or "–")
    if state:
        passports = passports.filter(state=state)
    found = list(passports.order_by("pk")[: limit + 1])
    return PassportPage(
        items=[PassportOut.of(passport) for passport in found[:limit]],
        next=found[limit - 1].pk if len(found) > limit else None,
    )


@api.get(
    "/passports/{number}",
    response={200: PassportOut, **PROBLEMS},
    summary="Get one AutoPaspoort",
    operation_id="passport",
)
def passport(request: CouplingRequest, number: Number) -> PassportOut:
    return PassportOut.of(_present(number))


@api.post(
    "/passports",
    response={200: PassportOut, 201: PassportOut, **PROBLEMS},
    summary="Make or update an AutoPaspoort",
    description="By plate, by the rules of a customer list. 201 for a new one, 200 for one that was known.",
    operation_id="passport_save",
)
def passport_save(request: CouplingRequest, body: PassportIn, key: OnceKey = None) -> HttpResponse:
    def act() -> tuple[int, dict[str, Any]]:
        owner = _owner_and_plate(body, request.garage.country)
        known = Passport.objects.current().filter(
            vehicle__plate_country=owner.plate_country, vehicle__plate=owner.plate
        )
        status = 200 if known.exists() else 201
        saved = create_passport(owner, by=request.actor, send=body.send)
        return status, _json(saved.vehicle.number)

    return _answer(request, key, act)


@api.put(
    "/passports/{number}/inspection",
    response={200: PassportOut, **PROBLEMS},
    summary="Set the date of the inspection (APK)",
    operation_id="inspection_set",
)
def inspection_set(
    request: CouplingRequest, number: Number, body: InspectionIn, key: OnceKey = None
) -> HttpResponse:
    def act() -> tuple[int, dict[str, Any]]:
        vehicle = _present(number).vehicle
        set_inspection_date(vehicle, inspection_due_on=body.inspection_due_on, by=request.actor)
        return 200, _json(number)

    return _answer(request, key, act)


@api.post(
    "/passports/{number}/readings",
    response={201: PassportOut, **PROBLEMS},
    summary="Record an odometer reading",
    operation_id="reading_record",
)
def reading_record(
    request: CouplingRequest, number: Number, body: ReadingIn, key: OnceKey = None
) -> HttpResponse:
    def act() -> tuple[int, dict[str, Any]]:
        if body.read_on > request.garage.today():
            raise HttpError(422, _("A reading cannot be of a day to come."))
        record_reading(_present(number).vehicle, **body.model_dump(), by=request.actor)
        return 201, _json(number)

    return _answer(request, key, act)


@api.post(
    "/passports/{number}/offer",
    response={200: PassportOut, **PROBLEMS},
    summary="Send the AutoPaspoort to its owner",
    operation_id="passport_offer",
)
def passport_offer(request: CouplingRequest, number: Number, key: OnceKey = None) -> HttpResponse:
    def act() -> tuple[int, dict[str, Any]]:
        offer_passport(_present(number), by=request.actor)
        return 200, _json(number)

    return _answer(request, key, act)


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    field = getattr(error, "field", None)
    return _problem(request, 409, str(error), [field] if field else [])


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [str(part["loc"][-1]) for part in error.errors]
    words = "; ".join(f"{name}: {part['msg']}" for name, part in zip(fields, error.errors, strict=True))
    return _problem(request, 422, words, fields)


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = _problem(request, 429, _("Too many calls: wait a minute."))
    answer.headers["Retry-After"] = str(round(error.wait or 60))
    return answer


@api.exception_handler(HttpError)
def _plainly(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, str(error))


def _problem(request: HttpRequest, status: int, detail: str, fields: list[str] | None = None) -> HttpResponse:
    return api.create_response(request, {"detail": detail, "fields": fields or []}, status=status)


def _answer(
    request: CouplingRequest, key: str | None, act: Callable[[], tuple[int, dict[str, Any]]]
) -> HttpResponse:
    """Do it, once for each Idempotency-Key."""
    if key is None:
        status, content = act()
    else:
        said = f"{request.method} {request.path}\n".encode() + request.body
        status, content = once(request.auth, key, hashlib.sha256(said).hexdigest(), act)
    nudge_on_commit()
    return api.create_response(request, content, status=status)


def _present(number: int) -> Passport:
    found = (
        Passport.objects.current()
        .select_related("vehicle", "customer")
        .filter(vehicle__number=number)
        .first()
    )
    if found is None:
        raise HttpError(404, _("There is no AutoPaspoort with this number."))
    return found


def _json(number: int) -> dict[str, Any]:
    """As it stands after the call."""
    return PassportOut.of(_present(number)).model_dump(mode="json")


def _owner_and_plate(body: PassportIn, garage_country: str) -> OwnerAndPlate:
    plate = _plate_of(body.plate, body.country or garage_country)
    if not read_email(body.email).is_usable:
        raise HttpError(422, _("This is not an e-mail address."))
    vin = read_vin(body.vin)
    if body.vin and vin.finding == VIN_INVALID:
        raise HttpError(422, _("This is not a chassis number (VIN)."))
    postcode, _is_one = read_postcode(body.postcode, garage_country)
    return OwnerAndPlate(
        plate=plate.normalised,
        plate_country=plate.country,
        plate_display=plate.display,
        vin=vin.normalised,
        postcode=postcode,
        **body.model_dump(exclude={"country", "plate", "vin", "postcode", "send"}),
    )


def _plate_of(raw: str, country: str) -> Plate:
    try:
        if country not in PLATE_COUNTRIES:
            raise NotAPlate(country)
        return read_plate(raw, country)
    except NotAPlate:
        raise HttpError(422, _("This is no plate of %(country)s.") % {"country": country}) from None


# One entry for each address: ninja makes one for each method, and only the first is ever reached.
_patterns = list({str(pattern.pattern): pattern for pattern in reversed(api.urls[0])}.values())[::-1]
urls = (_patterns, *api.urls[1:])
for pattern in _patterns:
    assert pattern.callback is not None
    # A key opens it, not a session: the middleware lets everybody come as far as that.
    public(pattern.callback)
