"""Asking somebody to work for the garage: by e-mail, for seven days, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.accounts.models import User
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.members.domain.roster import in_order, lock_roster
from garageflow.members.models import Invitation
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Member, Membership

MAIL = "members.invitation"
VALID_FOR = timedelta(days=7)
# Long enough to ask who invited whom; what became of it stands in the audit.
KEEP_CLOSED = timedelta(days=90)


class AlreadyMember(DomainError):
    field = "email"


class AlreadyInvited(DomainError):
    field = "email"


class InvitationClosed(DomainError):
    pass


class AccountExists(DomainError):
    pass


class InvitedUnderAnotherAddress(DomainError):
    pass


@transaction.atomic
def invite_member(*, email: str, name: str, language: str, roles: Iterable[str], by: Actor) -> Invitation:
    """Raises AlreadyMember for somebody who works here, AlreadyInvited while an invitation is open."""
    lock_roster()
    email = email.lower()
    if Member.objects.current_staff().filter(membership__user__email=email).exists():
        raise AlreadyMember(_("This person works here already."))
    if Invitation.objects.open().filter(email=email).exists():
        raise AlreadyInvited(_("This person is invited already. Send the invitation again from the list."))

    assert by.member is not None
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        language=language,
        roles=in_order(roles),
        expires_at=timezone.now() + VALID_FOR,
        invited_by=by.member,
    )
    _queue(invitation)
    record("members.member_invited", invitation, by=by, roles=invitation.roles)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """A new link for seven days; the earlier one stops working. Raises InvitationClosed."""
    invitation = _locked(invitation)
    invitation.round += 1
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.save(update_fields=["round", "expires_at"])
    _queue(invitation)
    record("members.invitation_resent", invitation, by=by)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Raises InvitationClosed."""
    invitation = _locked(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record("members.invitation_revoked", invitation, by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, by: Actor) -> Member:
    """Somebody who has an account joins. Raises InvitationClosed, InvitedUnderAnotherAddress."""
    invitation = _locked_for_acceptance(invitation)
    if user.email != invitation.email:
        raise InvitedUnderAnotherAddress(_("This invitation was sent to another address."))
    return _join(invitation, user, name=invitation.name, by=by)


@transaction.atomic
def accept_as_new_user(
    invitation: Invitation, *, name: str, password: str, language: str, by: Actor
) -> Member:
    """The link proves the address, so it counts as verified. Raises InvitationClosed, AccountExists."""
    invitation = _locked_for_acceptance(invitation)
    try:
        # Two garages may invite the same person, who accepts both at once.
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, language=language)
    except IntegrityError as error:
        raise AccountExists(_("You have an account already. Sign in to accept.")) from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return _join(invitation, user, name=name, by=by)


def token_of(invitation: Invitation) -> str:
    return _signer().sign(f"{invitation.pk}.{invitation.round}")


def valid_invitation(token: str) -> Invitation | None:
    """None for all that does not work: wrong, of another garage, replaced, used, withdrawn, run out."""
    try:
        pk, _dot, number = _signer().unsign(token).partition(".")
    except BadSignature:
        return None
    invitation = Invitation.objects.open().filter(pk=pk, round=number).first()
    return invitation if invitation and invitation.is_valid else None


def _signer() -> Signer:
    return Signer(salt="garageflow.members.invitation", sep=".")


def _queue(invitation: Invitation) -> None:
    queue_mail(
        MAIL,
        to=invitation.email,
        language=invitation.language,
        idempotency_key=f"{MAIL}:{invitation.pk}:{invitation.round}",
        subject_id=invitation.pk,
        round=invitation.round,
    )


def _locked(invitation: Invitation) -> Invitation:
    """The row as it is now; an invitation that was sent again in the meantime counts as closed."""
    lock_roster()
    current = Invitation.objects.get(pk=invitation.pk)
    if not current.is_open or current.round != invitation.round:
        raise InvitationClosed(_("This invitation does not work any more."))
    return current


def _locked_for_acceptance(invitation: Invitation) -> Invitation:
    current = _locked(invitation)
    if current.has_expired:
        raise InvitationClosed(_("This invitation does not work any more."))
    return current


def _join(invitation: Invitation, user: User, *, name: str, by: Actor) -> Member:
    membership, is_new = Membership.objects.get_or_create(
        user=user, garage=active_garage(), defaults={"roles": invitation.roles}
    )
    if not is_new:
        # He came back, or was known as a customer or driver until now.
        earlier = [] if membership.ended_at else membership.roles
        membership.roles = in_order([*earlier, *invitation.roles])
        membership.ended_at = None
        membership.save(update_fields=["roles", "ended_at"])
    member, _is_new = Member.objects.update_or_create(membership=membership, defaults={"name": name})
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    # From here on he is no visitor any more.
    himself = Actor.of_member(member, by.ip)
    record("members.invitation_accepted", member, by=himself, roles=membership.roles)
    return member


def forget_closed_invitations(garage: Garage, night: date) -> int:
    """Nightly step: name and address of whoever did not come, or came, are not kept beyond KEEP_CLOSED."""
    before = timezone.now() - KEEP_CLOSED
    deleted, _per_model = Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(accepted_at=None, expires_at__lt=before)
    ).delete()
    return deleted
