"""What a worker makes of a sign-up: a subscriber and a validation mail, or a letter to somebody known."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from carshare.domain.sign_up import Step
from carshare.domain.validation import send_validation_mail
from carshare.models import (
    CarShareContract,
    Consent,
    Licence,
    Parking,
    SignUpDraft,
    Subscriber,
    TermsAcceptance,
)
from garageflow.audit.domain import record
from garageflow.customers.identity import name_key
from garageflow.documents.domain.documents import delete_document
from garageflow.documents.registry import subject_of
from garageflow.jobs.domain.work import Claim
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor

KNOWN_MAIL = "carshare.known"
VISITOR = Actor.outside("visitor")


def run_sign_up(claim: Claim) -> None:
    """Handler of `carshare.sign_up`; the key is the draft."""
    with claim.fenced():
        receive(SignUpDraft.objects.select_for_update().get(pk=int(claim.key)))
        claim.finish()


def run_letter(claim: Claim) -> None:
    """Handler of `carshare.letter`: somebody asks for the validation mail again."""
    with claim.fenced():
        draft = SignUpDraft.objects.get(pk=int(claim.key))
        subscriber = Subscriber.objects.not_closed().filter(email=draft.email).first()
        if subscriber is not None and subscriber.state == Subscriber.State.EMAIL_UNVERIFIED:
            send_validation_mail(subscriber)
        claim.finish()


def receive(draft: SignUpDraft) -> None:
    """Of a sign-up that is submitted. Done twice, it does nothing the second time."""
    if draft.submitted_at is None or not draft.answers:
        return
    known = Subscriber.objects.not_closed().filter(email=draft.email).first()
    if known is not None and known.state == Subscriber.State.EMAIL_UNVERIFIED:
        # What counts is what he filled in last: the first may have been a mistake, or somebody else.
        _forget(known)
        known = None
    known = known or _enrol(draft)
    if known is not None:
        _write_to(known, draft)
    # What the subscriber has now is not kept twice; the address stays for another letter.
    draft.answers, draft.password_hash, draft.photo = {}, "", None
    draft.save(update_fields=["answers", "password_hash", "photo"])


def _enrol(draft: SignUpDraft) -> Subscriber | None:
    """Somebody new. Returns the one who was quicker under the same address, if there is one."""
    try:
        with transaction.atomic():
            subscriber = _create(draft)
    except IntegrityError:
        return Subscriber.objects.not_closed().get(email=draft.email)
    send_validation_mail(subscriber)
    return None


def _create(draft: SignUpDraft) -> Subscriber:
    person, preferences = draft.answers[Step.PERSON], draft.answers[Step.PREFERENCES]
    organisation = draft.organisation
    assert organisation is not None
    subscriber = Subscriber.objects.create(
        organisation=organisation,
        email=draft.email,
        title=person["title"],
        first_name=person["first_name"],
        last_name=person["last_name"],
        name_key=name_key(person["last_name"], person["first_name"])[:170],
        phone=preferences["phone"],
        language=preferences["language"],
        contract=CarShareContract.objects.get(pk=preferences["contract"], organisation=organisation),
        parking=Parking.objects.get(pk=preferences["parking"], organisation=organisation),
        photo=draft.photo,
        password_hash=draft.password_hash,
        **draft.answers.get(Step.BILLING, {}),
    )
    if draft.photo is not None:
        draft.photo.subject, draft.photo.delete_after = subject_of(subscriber), None
        draft.photo.save(update_fields=["subject", "delete_after"])
    _write_down(subscriber, draft, has_consent=bool(preferences.get("eco_driving")))
    record("carshare.subscriber_signed_up", subscriber, by=VISITOR, organisation=organisation.name)
    return subscriber


def _write_down(subscriber: Subscriber, draft: SignUpDraft, *, has_consent: bool) -> None:
    """What he declared, accepted and consented to."""
    licence, terms = draft.answers.get(Step.LICENCE), draft.answers.get(Step.TERMS)
    if licence:
        Licence.objects.create(
            subscriber=subscriber,
            categories=licence["categories"],
            encrypted_number=licence["encrypted_number"],
            country=licence["country"],
            obtained_on=date.fromisoformat(licence["obtained_on"]),
        )
    if terms:
        TermsAcceptance.objects.create(
            subscriber=subscriber,
            terms_id=terms["terms"],
            sha256=terms["sha256"],
            accepted_at=datetime.fromisoformat(terms["accepted_at"]),
        )
    if has_consent:
        Consent.objects.create(
            subscriber=subscriber,
            kind=Consent.Kind.ECO_DRIVING,
            given_at=draft.submitted_at or timezone.now(),
        )


def _write_to(known: Subscriber, draft: SignUpDraft) -> None:
    """The page said the same as to everybody; this mail tells the person himself."""
    queue_mail(
        KNOWN_MAIL,
        to=known.email,
        language=known.language,
        idempotency_key=f"{KNOWN_MAIL}:{draft.pk}",
        subject_id=known.pk,
    )


def _forget(unvalidated: Subscriber) -> None:
    photo = unvalidated.photo
    unvalidated.delete()
    if photo is not None:
        delete_document(photo)
