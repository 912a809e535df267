"""Whose e-mail addresses may sign up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from carshare.addresses import (
    Malformed,
    canonical_address,
    canonical_domain,
    domain_of,
    is_mail_provider,
    is_public_suffix,
    parents_of,
)
from carshare.models import CarShareOrganisation, EmailSuffix
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor


class SuffixRefused(DomainError):
    field = "suffix"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is allowed, malformed or not_allowed; `email` is canonical where it could be read."""

    reason: str
    email: str = ""
    organisations: tuple[CarShareOrganisation, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return self.reason == "allowed"


def verdict_on(text: str) -> Verdict:
    """Which organisations of the active garage take this address."""
    try:
        email = canonical_address(text)
    except Malformed:
        return Verdict("malformed")
    domain = domain_of(email)
    fits = Q(domain=domain, is_wildcard=False) | Q(domain__in=parents_of(domain), is_wildcard=True)
    found = CarShareOrganisation.objects.open().filter(
        pk__in=EmailSuffix.objects.filter(fits).values("organisation")
    )
    organisations = tuple(found.order_by("name"))
    return Verdict("allowed" if organisations else "not_allowed", email, organisations)


@transaction.atomic
def add_suffix(organisation: CarShareOrganisation, *, suffix: str, by: Actor) -> EmailSuffix:
    """Raises SuffixRefused: no domain, one of everybody, or there already."""
    domain, is_wildcard = _read(suffix)
    added, is_new = EmailSuffix.objects.get_or_create(
        organisation=organisation, domain=domain, is_wildcard=is_wildcard
    )
    if not is_new:
        raise SuffixRefused(_("This suffix is there already."))
    record("carshare.suffix_added", organisation, by=by, suffix=str(added))
    return added


@transaction.atomic
def remove_suffix(suffix: EmailSuffix, *, by: Actor) -> None:
    """Who signed up already stays."""
    record("carshare.suffix_removed", suffix.organisation, by=by, suffix=str(suffix))
    suffix.delete()


def _read(text: str) -> tuple[str, bool]:
    text = text.strip().removeprefix("@")
    is_wildcard = text.startswith("*.")
    try:
        domain = canonical_domain(text.removeprefix("*."))
    except Malformed as error:
        raise SuffixRefused(
            _("This is not a domain. Write garage.nl, or *.garage.nl for its sub-domains.")
        ) from error
    if is_public_suffix(domain):
        raise SuffixRefused(_("Anybody can have an address below %(domain)s.") % {"domain": domain})
    if is_mail_provider(domain):
        raise SuffixRefused(_("Anybody can have an address at %(domain)s.") % {"domain": domain})
    return domain, is_wildcard
