"""Boring rows of car sharing, in the garage that is active."""

from __future__ import annotations

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from carshare.models import (
    CarShareContract,
    CarShareOrganisation,
    ContractVehicle,
    EmailSuffix,
    Licence,
    Parking,
    SharedVehicle,
    Subscriber,
)
from garageflow import crypto
from garageflow.tenancy.models import Role
from tests.factories import MemberFactory, VehicleFactory


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = CarShareOrganisation

    name = factory.Sequence(lambda n: f"Organisation {n}")


class SuffixFactory(DjangoModelFactory):
    class Meta:
        model = EmailSuffix

    organisation = factory.SubFactory(OrganisationFactory)
    domain = "zorgpunt.example"


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = CarShareContract

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Contract {n}")


class ParkingFactory(DjangoModelFactory):
    class Meta:
        model = Parking

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Parking {n}")
    street = "Noorderlaan"
    house_number = "214"
    postcode = "2030"
    city = "Antwerpen"


class SharedVehicleFactory(DjangoModelFactory):
    class Meta:
        model = SharedVehicle

    vehicle = factory.SubFactory(VehicleFactory)
    parking = factory.SubFactory(ParkingFactory)


class ContractVehicleFactory(DjangoModelFactory):
    class Meta:
        model = ContractVehicle


class SubscriberFactory(DjangoModelFactory):
    """An active one with a licence of category B, and a user who can sign in."""

    class Meta:
        model = Subscriber
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    state = "active"
    email = factory.Sequence(lambda n: f"hanne{n}@zorgpunt.example")
    first_name = "Hanne"
    last_name = factory.Sequence(lambda n: f"Jacobs{n}")
    name_key = factory.LazyAttribute(lambda o: f"{o.last_name} {o.first_name}".lower())
    language = "nl"
    contract = factory.SubFactory(ContractFactory, organisation=factory.SelfAttribute("..organisation"))
    parking = factory.SubFactory(ParkingFactory, organisation=factory.SelfAttribute("..organisation"))
    member = factory.SubFactory(
        MemberFactory,
        roles=[Role.SUBSCRIBER],
        membership__user__email=factory.SelfAttribute("....email"),
    )
    validated_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def licence_number(self, create, extracted, **kwargs):
        if extracted is not None or self.organisation.licence_required:
            Licence.objects.create(
                subscriber=self,
                categories=["B"],
                encrypted_number=crypto.encrypt(extracted or "0123456789"),
                country="BE",
                obtained_on=date(2015, 6, 1),
            )


def fleet(organisation, *, vehicles=1, **contract):
    """A contract, a parking and vehicles that can be booked."""
    contract = ContractFactory(organisation=organisation, **contract)
    parking = ParkingFactory(organisation=organisation)
    shared = SharedVehicleFactory.create_batch(vehicles, parking=parking)
    for vehicle in shared:
        ContractVehicleFactory(contract=contract, vehicle=vehicle)
    return contract, parking, shared
