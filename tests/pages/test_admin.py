from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry

from garageflow.accounts.models import User
from garageflow.audit.models import Entry, PlatformEntry
from garageflow.customers.models import Customer
from garageflow.jobs.domain.work import enqueue
from garageflow.jobs.models import DueWork
from garageflow.mail.models import AddressBlock
from garageflow.pages.admin_registrations import IN_A_GARAGE, ON_THE_PLATFORM
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Member, Membership, TenantModel
from tests.factories import CustomerFactory, GarageFactory, UserFactory, VehicleFactory
from tests.pages.conftest import signed_in

INSIDE = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in IN_A_GARAGE]
ON_PLATFORM = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in ON_THE_PLATFORM]


def test_every_tenant_model_stands_in_the_admin_of_a_garage():
    tenant_models = {model for model in apps.get_models() if issubclass(model, TenantModel)}

    assert tenant_models == set(IN_A_GARAGE)


def test_the_platform_admin_shows_nothing_of_a_garage():
    assert not [model for model in ON_THE_PLATFORM if issubclass(model, TenantModel)]


@pytest.mark.parametrize("address", ["/admin/", "/g/peeters/admin/"])
def test_the_admin_opens_for_staff_with_a_second_factor(address, as_staff, peeters):
    assert as_staff.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/admin/", "/g/peeters/admin/", "/g/peeters/admin/customers/customer/"])
def test_the_admin_asks_for_the_second_factor(address, staff, peeters):
    client = signed_in(staff, second_factor=False)

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/2fa/")
    assert client.post(address).status_code == 403


@pytest.mark.parametrize("address", ["/admin/", "/g/peeters/admin/", "/g/peeters/admin/customers/customer/"])
def test_the_admin_does_not_exist_for_a_garage_s_own_people(address, as_owner):
    assert as_owner.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/admin/", "/g/peeters/admin/", "/g/unknown/admin/"])
def test_strangers_are_sent_to_sign_in(address, client, peeters):
    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_the_admin_of_an_unknown_garage_is_not_found(as_staff, peeters):
    assert as_staff.get("/g/unknown/admin/").status_code == 404


@pytest.mark.parametrize("address", ["login/", "logout/", "password_change/"])
def test_signing_in_and_passwords_are_not_the_admin_s(address, as_staff):
    assert as_staff.get(f"/admin/{address}").status_code == 404


@pytest.mark.parametrize("address", INSIDE)
def test_lists_inside_a_garage_open_and_search(address, as_staff, in_peeters):
    assert as_staff.get(f"/g/peeters/admin/{address}").status_code == 200
    assert as_staff.get(f"/g/peeters/admin/{address}?q=12").status_code == 200


@pytest.mark.parametrize("address", ON_PLATFORM)
def test_lists_of_the_platform_open_and_search(address, as_staff, peeters):
    assert as_staff.get(f"/admin/{address}").status_code == 200
    assert as_staff.get(f"/admin/{address}?q=12").status_code == 200


def test_the_admin_of_a_garage_shows_that_garage_only(as_staff, peeters, dubois):
    with garage_active(dubois):
        CustomerFactory(last_name="Verborgen")
        theirs = VehicleFactory()
    with garage_active(peeters):
        CustomerFactory(last_name="Zichtbaar")

    page = as_staff.get("/g/peeters/admin/customers/customer/").text

    assert "Zichtbaar" in page
    assert "Verborgen" not in page
    assert as_staff.get(f"/g/peeters/admin/vehicles/vehicle/{theirs.pk}/change/").status_code == 302


def test_entering_is_written_in_the_garage_s_audit_once_a_session(as_staff, peeters, dubois):
    as_staff.get("/g/peeters/admin/")
    as_staff.get("/g/peeters/admin/customers/customer/")

    with garage_active(peeters):
        entry = Entry.objects.get()
        assert (entry.event, entry.actor_label) == (
            "audit.admin_entered",
            "platform: staff@platform.example",
        )
    with garage_active(dubois):
        assert not Entry.objects.exists()


def test_a_customer_is_changed_by_the_same_door_as_in_the_garage(as_staff, peeters):
    with garage_active(peeters):
        customer = CustomerFactory(last_name="Janssens", first_name="Jan", email="jan@example.com")
    address = f"/g/peeters/admin/customers/customer/{customer.pk}/change/"
    values = {"last_name": "Peeters", "first_name": "Jan", "email": "jp@example.com", "language": "nl"}

    response = as_staff.post(address, values)

    assert response.status_code == 302
    with garage_active(peeters):
        customer = Customer.objects.get()
        assert (customer.name_key, customer.identity) == ("peeters jan", "e:jp@example.com")
        assert set(Entry.objects.values_list("event", flat=True)) == {
            "audit.admin_entered",
            "customers.customer_changed",
        }
    assert not LogEntry.objects.exists()


def test_the_address_of_another_customer_is_an_error_on_its_field(as_staff, peeters):
    with garage_active(peeters):
        CustomerFactory(email="an@example.com")
        customer = CustomerFactory(email="jan@example.com")
    values = {"last_name": "Janssens", "email": "AN@example.com", "language": "nl"}

    response = as_staff.post(f"/g/peeters/admin/customers/customer/{customer.pk}/change/", values)

    assert response.status_code == 200
    assert "A customer with this e-mail address exists already." in response.text


def test_rows_that_are_never_changed_are_only_shown(as_staff, peeters):
    as_staff.get("/g/peeters/admin/")
    with garage_active(peeters):
        entry = Entry.objects.get()
    address = f"/g/peeters/admin/audit/entry/{entry.pk}/change/"

    assert as_staff.get(address).status_code == 200
    assert 'name="_save"' not in as_staff.get(address).text
    assert as_staff.post(address, {"event": "x"}).status_code == 403
    assert as_staff.post(f"/g/peeters/admin/audit/entry/{entry.pk}/delete/").status_code == 403
    assert as_staff.get("/g/peeters/admin/audit/entry/add/").status_code == 403


def test_what_the_admin_adds_and_deletes_is_in_our_audit(as_staff, peeters):
    as_staff.post(
        "/g/peeters/admin/mail/addressblock/add/", {"email_key": "a@b.example", "reason": "bounced"}
    )
    with garage_active(peeters):
        block = AddressBlock.objects.get()
    as_staff.post(f"/g/peeters/admin/mail/addressblock/{block.pk}/delete/", {"post": "yes"})

    with garage_active(peeters):
        assert not AddressBlock.objects.exists()
        assert list(Entry.objects.order_by("pk").values_list("event", "facts")) == [
            ("audit.admin_entered", {}),
            ("audit.row_added", {"model": "mail.addressblock"}),
            ("audit.row_deleted", {"model": "mail.addressblock"}),
        ]
    assert not LogEntry.objects.exists()


def test_the_history_of_a_row_is_our_audit(as_staff, peeters, staff):
    as_staff.post(
        f"/admin/accounts/user/{UserFactory(email='jan@example.com').pk}/change/", {"language": "fr"}
    )
    user = User.objects.get(email="jan@example.com")

    page = as_staff.get(f"/admin/accounts/user/{user.pk}/history/").text

    assert "Changed by platform staff: user (Language, Active)" in page
    assert "staff@platform.example" in page


def test_a_garage_is_made_with_its_first_owner(as_staff, db):
    values = {
        "name": "Garage Nieuw",
        "slug": "nieuw",
        "country": "BE",
        "languages": "nl,fr",
        "time_zone": "Europe/Brussels",
        "accent_hue": "255",
        "features": "autopaspoort",
        "is_active": "on",
    }
    assert as_staff.post("/admin/tenancy/garage/add/", values).status_code == 302
    assert (
        as_staff.post(
            "/admin/accounts/user/add/", {"email": "An@nieuw.example", "language": "nl", "is_active": "on"}
        ).status_code
        == 302
    )
    garage, user = Garage.objects.get(slug="nieuw"), User.objects.get(email="an@nieuw.example")
    membership = {"garage": garage.pk, "user": user.pk, "name": "An Maes", "roles": "owner"}
    assert as_staff.post("/admin/tenancy/membership/add/", membership).status_code == 302

    assert not user.has_usable_password()
    assert user.emailaddress_set.get().email == "an@nieuw.example"
    assert Membership.objects.get().roles == ["owner"]
    with garage_active(garage):
        assert Member.objects.get().name == "An Maes"
    assert list(PlatformEntry.objects.order_by("pk").values_list("facts__model", flat=True)) == [
        "tenancy.garage",
        "accounts.user",
        "tenancy.membership",
    ]


def test_staff_cannot_make_staff_or_touch_it(as_staff, as_superuser, staff):
    person = UserFactory()
    other_staff = UserFactory(is_staff=True)

    as_staff.post(
        f"/admin/accounts/user/{person.pk}/change/", {"language": "nl", "is_active": "on", "is_staff": "on"}
    )
    person.refresh_from_db()
    assert not person.is_staff
    assert (
        as_staff.post(f"/admin/accounts/user/{other_staff.pk}/change/", {"language": "nl"}).status_code == 403
    )

    as_superuser.post(
        f"/admin/accounts/user/{person.pk}/change/", {"language": "nl", "is_active": "on", "is_staff": "on"}
    )
    person.refresh_from_db()
    assert person.is_staff


def test_whoever_is_made_inactive_is_signed_out(as_staff):
    person = UserFactory(email="weg@example.com")
    theirs = signed_in(person, second_factor=False)
    theirs.get("/")

    as_staff.post(f"/admin/accounts/user/{person.pk}/change/", {"language": "nl"})

    assert theirs.get("/").headers["Location"].startswith("/accounts/login/")


def test_the_slug_of_a_garage_that_exists_stays(as_staff, peeters):
    as_staff.post(
        f"/admin/tenancy/garage/{peeters.pk}/change/",
        {
            "name": "Peeters en Zoon",
            "slug": "other",
            "country": "BE",
            "languages": "nl",
            "time_zone": "Europe/Brussels",
            "accent_hue": "255",
            "is_active": "on",
        },
    )

    peeters.refresh_from_db()
    assert (peeters.name, peeters.slug) == ("Peeters en Zoon", "peeters")


def test_work_that_was_given_up_is_made_due_again(as_staff, peeters):
    with garage_active(peeters):
        enqueue("nightly", "2026-11-21")
    DueWork.objects.update(finished_at="2026-11-21T01:00:00Z", failures=5, last_error="ValueError")
    work = DueWork.objects.get()

    as_staff.post("/admin/jobs/duework/", {"action": "make_due_again", "_selected_action": [str(work.pk)]})

    work.refresh_from_db()
    assert (work.finished_at, work.failures) == (None, 0)
    assert PlatformEntry.objects.get().facts["model"] == "jobs.duework"


@pytest.mark.parametrize("path", ["customers/customer/", "vehicles/vehicle/", "mail/outboxmail/"])
def test_lists_cost_the_same_for_one_row_and_three(path, as_staff, peeters, django_assert_max_num_queries):
    with garage_active(peeters):
        CustomerFactory()
        VehicleFactory()
    as_staff.get("/g/peeters/admin/")
    with django_assert_max_num_queries(16) as one:
        as_staff.get(f"/g/peeters/admin/{path}")
    with garage_active(peeters):
        CustomerFactory.create_batch(2)
        VehicleFactory.create_batch(2)
    with django_assert_max_num_queries(16) as three:
        as_staff.get(f"/g/peeters/admin/{path}")

    assert len(one) == len(three)


def test_a_new_garage_has_no_data_of_others(as_staff, db):
    GarageFactory(slug="leeg")

    assert "0 customers" in as_staff.get("/g/leeg/admin/customers/customer/").text
