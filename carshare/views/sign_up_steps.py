"""What each step of the sign-up asks, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from carshare.domain import sign_up
from carshare.domain.organisations import current_terms
from carshare.domain.suffixes import verdict_on
from carshare.forms.sign_up import (
    AddressForm,
    BillingForm,
    LicenceForm,
    OrganisationForm,
    PersonForm,
    PreferencesForm,
    TermsForm,
)
from carshare.models import SignUpDraft
from garageflow import crypto
from garageflow.errors import DomainError
from garageflow.tenancy.http import GarageRequest

Step = SignUpDraft.Step
Data = Mapping[str, Any] | None


def _address_form(request: GarageRequest, draft: SignUpDraft | None, data: Data) -> forms.Form:
    return AddressForm(data, initial={"email": draft.email if draft else ""})


def _save_address(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    return sign_up.give_address(draft, form.cleaned_data["email"], language=page_language())[0]


def _organisation_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    organisations = verdict_on(draft.email).organisations
    return OrganisationForm(data, organisations=organisations, initial={"organisation": draft.organisation})


def _save_organisation(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    return sign_up.choose_organisation(draft, form.cleaned_data["organisation"])


def _person_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    return PersonForm(data, draft=draft, initial=draft.answers.get(Step.PERSON, {}))


def _save_person(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    return sign_up.introduce_oneself(draft, **form.cleaned_data)


def _licence_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    known = draft.answers.get(Step.LICENCE, {})
    initial = {**known, "number": crypto.decrypt(known["encrypted_number"]) if known else ""}
    return LicenceForm(data, today=request.garage.today(), initial=initial)


def _save_licence(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in form.cleaned_data.items()
    }
    return sign_up.show_licence(draft, **values)


def _preferences_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    initial = draft.answers.get(Step.PREFERENCES) or {"language": draft.language}
    assert draft.organisation is not None
    files = request.FILES if data is not None else None
    return PreferencesForm(data, files, organisation=draft.organisation, initial=initial)


def _save_preferences(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    values = dict(form.cleaned_data)
    photo = values.pop("photo", None)
    if photo:
        try:
            sign_up.keep_photo(draft, photo, by=request.actor)
        except DomainError as error:
            raise DomainError(str(error), field="photo") from error
    values |= {"contract": values["contract"].pk, "parking": values["parking"].pk}
    return sign_up.answer(draft, Step.PREFERENCES, values)


def _billing_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    return BillingForm(data, initial=draft.answers.get(Step.BILLING, {}))


def _save_billing(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    return sign_up.answer(draft, Step.BILLING, form.cleaned_data)


def _terms_form(request: GarageRequest, draft: SignUpDraft, data: Data) -> forms.Form:
    terms = current_terms(draft.organisation)
    return TermsForm(data, initial={"terms": terms.pk if terms else 0})


def _save_terms(request: GarageRequest, draft: SignUpDraft, form: forms.Form) -> SignUpDraft:
    return sign_up.accept_terms_in_draft(draft, form.cleaned_data["terms"])


@dataclass(frozen=True, slots=True)
class Kind:
    form: Callable[..., forms.Form]
    save: Callable[[GarageRequest, SignUpDraft, Any], SignUpDraft]


STEPS = {
    Step.EMAIL: Kind(_address_form, _save_address),
    Step.ORGANISATION: Kind(_organisation_form, _save_organisation),
    Step.PERSON: Kind(_person_form, _save_person),
    Step.LICENCE: Kind(_licence_form, _save_licence),
    Step.PREFERENCES: Kind(_preferences_form, _save_preferences),
    Step.BILLING: Kind(_billing_form, _save_billing),
    Step.TERMS: Kind(_terms_form, _save_terms),
}


def page_language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]
