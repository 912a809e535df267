"""What the mails of this app say."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, NothingToSay
from garageflow.members.domain.invitations import token_of
from garageflow.members.models import Invitation
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Role
from garageflow.tenancy.urls import garage_url


def compose_invitation(mail: OutboxMail) -> Content:
    garage = active_garage()
    assert mail.subject_id is not None
    invitation = Invitation.objects.select_related("invited_by").filter(pk=mail.subject_id).first()
    if invitation is None or not invitation.is_valid or invitation.round != mail.params["round"]:
        raise NothingToSay
    until = date_format(garage.local_time(invitation.expires_at), "DATETIME_FORMAT")
    return Content(
        subject=_("%(name)s invites you to %(garage)s")
        % {"name": invitation.invited_by.name, "garage": garage.name},
        greeting=_("Hello %(name)s,") % {"name": invitation.name},
        paragraphs=(
            _("%(name)s asks you to work with GarageFlow for %(garage)s.")
            % {"name": invitation.invited_by.name, "garage": garage.name},
        ),
        facts=(
            (_("Your roles"), ", ".join(str(Role(role).label) for role in invitation.roles)),
            (_("Valid until"), until),
        ),
        button=(
            _("See the invitation"),
            garage_url(garage, "members:invitation", token_of(invitation), absolute=True),
        ),
        small_print=(
            _("The link works once and is meant for you alone. Do not pass it on."),
            _("You do not know this garage? Then do nothing: without you nothing happens."),
        ),
    )
