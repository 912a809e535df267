"""Signing up, step by step.

No page of the wizard looks whether the person is known: the last step only writes down that it was taken, and
a worker does the rest. So known and unknown addresses are answered alike, by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carshare.domain.organisations import current_terms
from carshare.domain.suffixes import verdict_on
from carshare.links import hash_of, new_key
from carshare.models import CarShareOrganisation, SignUpDraft
from garageflow import crypto
from garageflow.documents.domain.documents import delete_document, store_document
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import enqueue
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

SIGN_UP, LETTER = "carshare.sign_up", "carshare.letter"
KEPT_FOR = timedelta(days=7)
MOST_LETTERS = 5

Step = SignUpDraft.Step
_ORDER = list(Step)


class AddressNotAllowed(DomainError):
    field = "email"


class NotComplete(DomainError):
    """A step is missing, or what was chosen in it is gone by now."""


class AlreadySubmitted(DomainError):
    """A second click, or a second tab: there is nothing to do and nothing to say."""


class TooManyLetters(DomainError):
    pass


def draft_with(key: str) -> SignUpDraft | None:
    """The sign-up that this cookie belongs to, for a week."""
    since = timezone.now() - KEPT_FOR
    drafts = SignUpDraft.objects.filter(key_hash=hash_of(key), emptied_at=None, created_at__gte=since)
    return drafts.select_related("organisation").first() if key else None


@transaction.atomic
def give_address(draft: SignUpDraft | None, email: str, *, language: str) -> tuple[SignUpDraft, str]:
    """The first step. Returns the draft and, for a new one, the key of its cookie.

    Raises AddressNotAllowed, which names nobody's organisation.
    """
    verdict = verdict_on(email)
    if verdict.reason == "malformed":
        raise AddressNotAllowed(_("This is not an e-mail address. Write it as name@company.com."))
    if not verdict.is_allowed:
        raise AddressNotAllowed(
            _("This address cannot sign up here. Use the e-mail address of your work, or ask your employer.")
        )
    key = ""
    if draft is None:
        key = new_key()
        draft = SignUpDraft.objects.create(key_hash=hash_of(key), email=verdict.email, language=language)
    draft = _locked(draft)
    draft.email, draft.language = verdict.email, language
    possible = verdict.organisations
    if len(possible) == 1:
        _set_organisation(draft, possible[0])
    elif draft.organisation not in possible:
        _set_organisation(draft, None)
    _save(draft, Step.EMAIL)
    return draft, key


@transaction.atomic
def choose_organisation(draft: SignUpDraft, organisation: CarShareOrganisation) -> SignUpDraft:
    draft = _locked(draft)
    _set_organisation(draft, organisation)
    return _save(draft, Step.ORGANISATION)


@transaction.atomic
def introduce_oneself(draft: SignUpDraft, *, password: str, **answers: str) -> SignUpDraft:
    """The password is hashed here and never kept; an empty one leaves what was chosen before."""
    draft = _locked(draft)
    if password:
        draft.password_hash = make_password(password)
    draft.answers[Step.PERSON] = answers
    return _save(draft, Step.PERSON)


@transaction.atomic
def show_licence(draft: SignUpDraft, *, number: str, **answers: Any) -> SignUpDraft:
    draft = _locked(draft)
    draft.answers[Step.LICENCE] = {**answers, "encrypted_number": crypto.encrypt(number)}
    return _save(draft, Step.LICENCE)


@transaction.atomic
def answer(draft: SignUpDraft, step: Step, answers: Mapping[str, Any]) -> SignUpDraft:
    draft = _locked(draft)
    draft.answers[step] = dict(answers)
    return _save(draft, step)


@transaction.atomic
def keep_photo(draft: SignUpDraft, upload: File[bytes], *, by: Actor) -> None:
    """Raises FileRefused. Without a subscriber within a week, the night removes it."""
    draft = _locked(draft)
    earlier = draft.photo
    draft.photo = store_document(
        upload,
        kind="carshare.photo",
        subject=draft,
        by=by,
        delete_after=active_garage().today() + KEPT_FOR + timedelta(days=1),
    )
    draft.save(update_fields=["photo"])
    if earlier is not None:
        delete_document(earlier)


@transaction.atomic
def accept_terms_in_draft(draft: SignUpDraft, terms_id: int) -> SignUpDraft:
    """Which version, when, and the hash of the file. Raises NotComplete for a version that is not current."""
    draft = _locked(draft)
    terms = current_terms(draft.organisation)
    if terms is None or terms.pk != terms_id:
        raise NotComplete(_("The terms changed in the meantime. Read them again, please."))
    draft.answers[Step.TERMS] = {
        "terms": terms.pk,
        "sha256": terms.sha256,
        "accepted_at": timezone.now().isoformat(),
    }
    return _save(draft, Step.TERMS)


@transaction.atomic
def submit(draft: SignUpDraft) -> SignUpDraft:
    """Raises NotComplete, and AlreadySubmitted however often it is asked for again."""
    draft = _locked(draft)
    if next_step(draft) is not None:
        raise NotComplete(_("A step is missing."))
    draft.submitted_at = timezone.now()
    draft.save(update_fields=["submitted_at"])
    enqueue(SIGN_UP, draft.pk)
    return draft


@transaction.atomic
def ask_letter_again(draft: SignUpDraft) -> None:
    """Raises TooManyLetters, whoever it is."""
    draft = SignUpDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.letters >= MOST_LETTERS:
        raise TooManyLetters(_("The e-mail was sent several times. Look among unwanted e-mails, please."))
    draft.letters += 1
    draft.save(update_fields=["letters"])
    enqueue(LETTER, draft.pk)


def steps_of(draft: SignUpDraft | None) -> list[Step]:
    """The steps of this person; how many there are depends on the organisation."""
    return list(_way_of(draft).steps) if draft is not None else [Step.EMAIL, Step.PERSON, Step.PREFERENCES]


def next_step(draft: SignUpDraft) -> Step | None:
    """The first step that is not answered."""
    return next((step for step in steps_of(draft) if not _is_answered(draft, step)), None)


@dataclass(frozen=True, slots=True)
class _Way:
    address: str
    organisation: CarShareOrganisation | None
    steps: tuple[Step, ...]
    terms_id: int | None


def _way_of(draft: SignUpDraft) -> _Way:
    """Asked many times while one page is made: read once for each draft that was read, and kept on it."""
    known: _Way | None = draft.__dict__.get("_way")
    if known is None or (known.address, known.organisation) != (draft.email, draft.organisation):
        known = draft.__dict__["_way"] = _read_way(draft)
    return known


def _read_way(draft: SignUpDraft) -> _Way:
    organisation = draft.organisation
    terms = current_terms(organisation)
    is_asked = {
        Step.EMAIL: True,
        Step.ORGANISATION: organisation is None or len(verdict_on(draft.email).organisations) > 1,
        Step.PERSON: True,
        Step.LICENCE: organisation is not None and organisation.licence_required,
        Step.PREFERENCES: True,
        Step.BILLING: organisation is not None and organisation.private_use,
        Step.TERMS: terms is not None,
    }
    steps = tuple(step for step in _ORDER if is_asked[step])
    return _Way(draft.email, organisation, steps, terms.pk if terms else None)


def _is_answered(draft: SignUpDraft, step: Step) -> bool:
    if step == Step.EMAIL:
        return bool(draft.email)
    if step == Step.ORGANISATION:
        return draft.organisation is not None
    if step == Step.TERMS:
        terms_id = _way_of(draft).terms_id
        return terms_id is not None and draft.answers.get(Step.TERMS, {}).get("terms") == terms_id
    return step in draft.answers and (step != Step.PERSON or bool(draft.password_hash))


def _locked(draft: SignUpDraft) -> SignUpDraft:
    """As it is now: a second tab may have gone on. Raises AlreadySubmitted."""
    drafts = SignUpDraft.objects.select_for_update(of=("self",)).select_related("organisation", "photo")
    current = drafts.get(pk=draft.pk)
    if current.submitted_at is not None:
        raise AlreadySubmitted
    return current


def _set_organisation(draft: SignUpDraft, organisation: CarShareOrganisation | None) -> None:
    """Contract, parking and terms are those of one organisation; name and licence are the person's."""
    if draft.organisation != organisation:
        for step in (Step.PREFERENCES, Step.TERMS):
            draft.answers.pop(step, None)
    draft.organisation = organisation


def _save(draft: SignUpDraft, step: Step) -> SignUpDraft:
    if _ORDER.index(step) > _ORDER.index(Step(draft.furthest_step)):
        draft.furthest_step = step
    draft.changed_at = timezone.now()
    draft.save()
    return draft
