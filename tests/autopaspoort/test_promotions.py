"""Promotions reach who asked for them, once; statistics count by month."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from autopaspoort.domain.consents import choose
from autopaspoort.domain.ownerships import accept_passport
from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.domain.promotions import (
    SEND,
    Preview,
    PromotionIsOut,
    preview_of,
    results_of,
    send_promotion,
    write_promotion,
)
from autopaspoort.domain.statistics import months_until
from autopaspoort.models import Appointment, Promotion, PromotionRecipient
from garageflow.jobs.domain.work import enqueue, work_until_idle
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import active_garage, garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import GarageFactory, PassportFactory


def owner_of(number: int, *, wants: bool, **facts: object):
    passport = PassportFactory(vehicle__number=number, customer__email=f"owner{number}@example.nl", **facts)
    offer_passport(passport, by=SYSTEM)
    passport.refresh_from_db()
    accept_passport(offer_token(active_garage(), passport))
    choose(passport.customer, {("promotion", "email"): wants}, by=SYSTEM)
    return passport


def written(**segment: object) -> Promotion:
    return write_promotion(Promotion(), title="Winter", body="Tyres", **segment, by=SYSTEM)


def test_the_preview_counts_who_fits_wants_and_gets_it(in_peeters):
    owner_of(1, wants=True, vehicle__fuel="diesel")
    owner_of(2, wants=False, vehicle__fuel="diesel")
    late = owner_of(3, wants=True, vehicle__fuel="diesel")
    owner_of(4, wants=True, vehicle__fuel="petrol")
    PassportFactory(vehicle__fuel="diesel")
    PromotionRecipient.objects.create(promotion=written(), customer=late.customer, passport=late)

    assert preview_of(written(fuel="diesel")) == Preview(fit=3, willing=2, now=1)
    assert preview_of(written(make="lancia")) == Preview(fit=0, willing=0, now=0)
    assert preview_of(written()) == Preview(fit=4, willing=3, now=2)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_it_goes_out_once_whatever_happens():
    garage = GarageFactory()
    with garage_active(garage):
        first = owner_of(1, wants=True)
        owner_of(2, wants=False)
        promotion = send_promotion(written(), by=SYSTEM)
        with pytest.raises(PromotionIsOut):
            send_promotion(promotion, by=SYSTEM)
    work_until_idle(kinds=[SEND])
    with garage_active(garage):
        # As after a worker that died before it finished.
        enqueue(SEND, promotion.pk)
    work_until_idle(kinds=[SEND])

    with garage_active(garage):
        promotion.refresh_from_db()
        mail = OutboxMail.objects.get(kind="autopaspoort.promotion")
        assert (promotion.state, mail.to) == ("sent", "owner1@example.nl")
        content = kind_of(mail.kind).compose(mail)
        assert content.subject == "Winter"
        assert content.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        Appointment.objects.create(passport=first, customer=first.customer, reason="tyres")
        assert results_of(promotion).recipients == 1
        assert results_of(promotion).appointments == 1
        # And nothing more within thirty days.
        assert preview_of(written()).now == 0


def test_reception_writes_looks_and_sends(as_reception, as_mechanic, in_peeters):
    owner_of(1, wants=True)
    page = "/g/peeters/autopaspoort/promotions/"

    answer = as_reception.post(f"{page}new/", {"title": "Winter", "body": "Tyres"})
    promotion = Promotion.objects.get()
    assert answer.headers["Location"] == f"{page}{promotion.pk}/"
    assert "owner1" not in as_reception.get(f"{page}{promotion.pk}/").text
    assert as_mechanic.post(f"{page}{promotion.pk}/dispatch/").status_code == 403
    as_reception.post(f"{page}{promotion.pk}/dispatch/")
    promotion.refresh_from_db()
    assert promotion.state == "sending"
    assert as_reception.get(f"{page}{promotion.pk}/text/").status_code == 404


def test_the_statistics_count_by_month(as_owner, as_mechanic, in_peeters):
    owner_of(1, wants=False)
    old = PassportFactory()
    type(old).objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=800))
    OutboxMail.objects.update(state="bounced", sent_at=timezone.now())

    months = months_until(in_peeters.today(), in_peeters.time_zone)

    assert len(months) == 12
    last = months[-1]
    assert (last.created, last.offered, last.accepted, last.mails, last.bounced) == (1, 1, 1, 1, 1)
    assert last.bounce_rate == 100
    assert as_owner.get("/g/peeters/autopaspoort/statistics/").status_code == 200
    assert as_mechanic.get("/g/peeters/autopaspoort/statistics/").status_code == 403
