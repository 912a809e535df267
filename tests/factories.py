"""Boring, complete rows. Tenant rows belong to the garage that is active."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from autopaspoort.models import Passport
from garageflow.accounts.models import User
from garageflow.customers.models import Customer
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Garage, Member, Membership, Role, Shop
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.workshop.models import WorkOrder


class GarageFactory(DjangoModelFactory):
    class Meta:
        model = Garage

    name = factory.Sequence(lambda n: f"Garage {n}")
    slug = factory.Sequence(lambda n: f"garage-{n}")
    country = "NL"
    languages = ["nl"]
    time_zone = "Europe/Brussels"
    phone = "03 123 45 67"
    features = ["autopaspoort"]


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@garage.example")
    language = "en"
    password = factory.PostGenerationMethodCall("set_password", "correct horse battery")

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            instance.save()
            instance.emailaddress_set.get_or_create(email=instance.email, verified=True, primary=True)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    garage = factory.LazyFunction(active_garage)
    roles = [Role.RECEPTION]


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    class Params:
        roles = [Role.RECEPTION]

    membership = factory.SubFactory(MembershipFactory, roles=factory.SelfAttribute("..roles"))
    name = factory.Sequence(lambda n: f"Member {n}")


class VehicleFactory(DjangoModelFactory):
    class Meta:
        model = Vehicle

    # Out of the way of the small numbers that tests and the number series give.
    number = factory.Sequence(lambda n: 10_000 + n)
    plate = factory.Sequence(lambda n: f"{n % 100:02d}ZZB{n // 100 % 10}")
    plate_country = "NL"
    plate_display = factory.LazyAttribute(lambda o: f"{o.plate[:2]}-{o.plate[2:5]}-{o.plate[5:]}")
    make = "Škoda"
    model_name = "Octavia"
    inspection_due_on = date(2027, 1, 3)


class OdometerReadingFactory(DjangoModelFactory):
    class Meta:
        model = OdometerReading

    vehicle = factory.SubFactory(VehicleFactory)
    km = 50_000
    value = factory.SelfAttribute("km")
    read_on = date(2026, 3, 1)


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer

    number = factory.Sequence(lambda n: 10_000 + n)
    first_name = "Jan"
    last_name = factory.Sequence(lambda n: f"Janssens{n}")
    email = factory.Sequence(lambda n: f"jan{n}@example.com")
    identity = factory.LazyAttribute(lambda o: f"e:{o.email.lower()}")
    name_key = factory.LazyAttribute(lambda o: f"{o.last_name} {o.first_name}".lower())
    language = "nl"


class PassportFactory(DjangoModelFactory):
    class Meta:
        model = Passport

    vehicle = factory.SubFactory(VehicleFactory)
    customer = factory.SubFactory(CustomerFactory)


class ShopFactory(DjangoModelFactory):
    class Meta:
        model = Shop

    name = factory.Sequence(lambda n: f"Shop {n}")


class WorkOrderFactory(DjangoModelFactory):
    class Meta:
        model = WorkOrder

    number = factory.Sequence(lambda n: 10_000 + n)
    vehicle = factory.SubFactory(VehicleFactory)
    shop = factory.SubFactory(ShopFactory)
    planned_on = factory.LazyFunction(lambda: active_garage().today())
