"""Owners who use the portal: cars with an outlook, autochecks with advice, appointments in every state."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from autopaspoort.domain.appointments import ask_appointment, confirm_proposal, propose_moments
from autopaspoort.domain.autochecks import answer_point, begin_autocheck, publish_autocheck, set_rest_in_order
from autopaspoort.domain.fleets import name_manager, open_fleet, put_in_fleet
from autopaspoort.domain.promotions import write_promotion
from autopaspoort.domain.upkeep import expect_work
from autopaspoort.models import (
    Advice,
    AdviceDecision,
    Appointment,
    Consent,
    ExpectedWork,
    Ownership,
    Passport,
    Promotion,
    PromotionRecipient,
)
from garageflow.customers.models import Customer
from garageflow.demo.history import days_ago
from garageflow.members.domain.outsiders import let_in
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from garageflow.vehicles.models import Vehicle

State = Passport.State

# Key of the point, what the mechanic saw, the advised work and its price in cents.
_FINDINGS = {
    "nl": (
        ("brake_pads_front", "red", "nog 2 mm", (("Remblokken vooraan vervangen", 18_900),)),
        ("tyres_rear", "amber", "nog 3 mm profiel", (("Twee banden achteraan", 24_800),)),
        ("wipers", "amber", "strepen", (("Ruitenwissers vervangen", 4_200),)),
        ("battery", "amber", "start traag, 61 %", (("Accu vervangen", 14_900),)),
    ),
    "fr": (
        ("brake_pads_front", "red", "encore 2 mm", (("Remplacer les plaquettes avant", 18_900),)),
        ("tyres_rear", "amber", "encore 3 mm de profil", (("Deux pneus arrière", 24_800),)),
        ("wipers", "amber", "laissent des traces", (("Remplacer les essuie-glaces", 4_200),)),
        ("battery", "amber", "démarre lentement, 61 %", (("Remplacer la batterie", 14_900),)),
    ),
}
_COMPANIES = {"nl": "Bakkerij De Gouden Aar", "fr": "Boulangerie Le Bon Grain", "en": "Bakery"}
_IN_FLEET, _WILLING = 7, 6
_PROMOTIONS = {
    "nl": (
        ("Zomercontrole aan € 49", "Airco, banden en remmen nagekeken voor u op reis gaat."),
        ("Winterbanden wisselen", "Tot 15 december monteren en balanceren wij uw winterbanden voor € 60."),
    ),
    "fr": (
        ("Contrôle d’été à 49 €", "Climatisation, pneus et freins vérifiés avant votre départ."),
        ("Pneus hiver", "Jusqu’au 15 décembre, montage et équilibrage de vos pneus hiver pour 60 €."),
    ),
}
_CHECKED, _WITH_APPOINTMENT = 8, 6
_REASONS = ("inspection", "service", "tyres", "other", "warning_light", "advice")


def fill_portal(reception: Actor, mechanic: Actor, random: Random) -> None:
    own = _give_cars()
    accepted = list(
        Passport.objects.filter(state=State.ACCEPTED)
        .exclude(pk__in=[passport.pk for passport in own])
        .select_related("vehicle", "customer")
        .order_by("pk")[: _CHECKED + _WITH_APPOINTMENT]
    )
    checked = [*own, *accepted[:_CHECKED]]
    for number, passport in enumerate(checked):
        _check(passport.vehicle, number, mechanic)
        _expect(passport.vehicle, random, mechanic)
    _decide(own)
    for number, passport in enumerate([*own[:1], *accepted[:_WITH_APPOINTMENT]]):
        _make_appointment(passport, number, reception)
    _make_fleet(accepted, reception)
    _promote(accepted, reception)


def _promote(accepted: list[Passport], reception: Actor) -> None:
    """Some want to hear offers; one promotion went out last month, one waits to be sent."""
    members = {}
    for passport in accepted[:_WILLING]:
        joined = let_in(
            email=passport.customer.email,
            name=passport.customer.full_name,
            language=passport.customer.language,
            role=Role.CUSTOMER,
        )
        members[passport.pk] = joined.member
    Ownership.objects.bulk_create(
        Ownership(passport=one, customer=one.customer, member=members[one.pk], began_at=days_ago(50, 18))
        for one in accepted[:_WILLING]
    )
    Consent.objects.bulk_create(
        Consent(customer_id=one, purpose="promotion", channel="email", is_granted=True)
        for one in dict.fromkeys(passport.customer_id for passport in accepted[:_WILLING])
    )
    language = "fr" if active_garage().default_language == "fr" else "nl"
    (old_title, old_body), (new_title, new_body) = _PROMOTIONS[language]
    old = write_promotion(Promotion(), title=old_title, body=old_body, by=reception)
    write_promotion(Promotion(), title=new_title, body=new_body, by=reception)
    sent_at = days_ago(45, 10)
    Promotion.objects.filter(pk=old.pk).update(state="sent", sent_at=sent_at, created_at=days_ago(46, 9))
    PromotionRecipient.objects.bulk_create(
        PromotionRecipient(promotion=old, customer_id=one.customer_id, passport=one, sent_at=sent_at)
        for one in {passport.customer_id: passport for passport in accepted[:_WILLING]}.values()
    )


def _make_fleet(accepted: list[Passport], reception: Actor) -> None:
    """A bakery's vans; the demo's customer manages them beside his own cars."""
    manager = Member.objects.select_related("membership__user").get(membership__roles=[Role.CUSTOMER])
    fleet = open_fleet(name=_COMPANIES[active_garage().default_language], by=reception)
    for passport in accepted[-_IN_FLEET:]:
        put_in_fleet(passport, fleet, by=reception)
    name_manager(fleet, email=manager.membership.user.email, name=manager.name, language="nl", by=reception)


def _give_cars() -> list[Passport]:
    """The demo's customer has accepted his passports; the portal opens with his sign-in."""
    member = Member.objects.select_related("membership__user").get(membership__roles=[Role.CUSTOMER])
    customers = list(Customer.objects.filter(email=member.membership.user.email))
    passports = Passport.objects.filter(customer__in=customers).exclude(state=State.ARCHIVED)
    passports.update(state=State.ACCEPTED, accepted_at=days_ago(40, 19, 12))
    own = list(passports.select_related("vehicle", "customer").order_by("pk"))
    Ownership.objects.bulk_create(
        Ownership(passport=one, customer=one.customer, member=member, began_at=days_ago(40, 19, 12))
        for one in own
    )
    return own


def _check(vehicle: Vehicle, number: int, mechanic: Actor) -> None:
    """The first car has something red and something amber, the others one point or none."""
    findings = _FINDINGS["fr" if active_garage().default_language == "fr" else "nl"]
    draft = begin_autocheck(vehicle, kind="car", by=mechanic)
    places = {item.get("key"): place for place, item in enumerate(draft.template.items)}
    for key, result, note, advice in (
        findings[:2] if number == 0 else findings[2:][number % 3 : number % 3 + 1]
    ):
        draft = answer_point(
            draft,
            place=places[key],
            result=result,
            note=note,
            photo=None,
            advice=[{"label": label, "price_cents": price} for label, price in advice],
            by=mechanic,
        )
    publish_autocheck(set_rest_in_order(draft), km=None, by=mechanic)


def _expect(vehicle: Vehicle, random: Random, by: Actor) -> None:
    newest = vehicle.odometer_readings.newest_first().first()
    expect_work(
        vehicle,
        kind=ExpectedWork.Kind.LARGE_SERVICE if random.random() < 0.5 else ExpectedWork.Kind.SMALL_SERVICE,
        due_on=None if newest else active_garage().today() + timedelta(days=random.randrange(20, 300)),
        due_km=(newest.km // 10_000 + 1) * 10_000 if newest else None,
        cost_cents=random.choice((19_500, 28_900, 42_000)),
        note="",
        by=by,
    )


def _decide(own: list[Passport]) -> None:
    """Of the second car's advice he approved one line."""
    advice = Advice.objects.filter(autocheck__vehicle__in=[one.vehicle_id for one in own[1:]]).first()
    if advice is not None:
        AdviceDecision.objects.create(advice=advice, decision="approved")


def _make_appointment(passport: Passport, number: int, reception: Actor) -> None:
    garage = active_garage()
    customer = Actor.outside(str(passport.customer))
    wanted_on = garage.today() + timedelta(days=4 + number)
    appointment = ask_appointment(
        passport, reason=_REASONS[number % len(_REASONS)], wish="", wanted_on=wanted_on, by=customer
    )
    if number % 3 == 0:
        return
    morning = datetime.combine(wanted_on, time(8, 30), garage.zone)
    propose_moments(appointment, moments=[morning, morning + timedelta(hours=5)], minutes=60, by=reception)
    if number % 3 == 2:
        first = appointment.proposals.order_by("starts_at")[:1].get()
        confirm_proposal(Appointment.objects.get(pk=appointment.pk), proposal_id=first.pk, by=customer)
