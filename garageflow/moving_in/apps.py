from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

if TYPE_CHECKING:
    from garageflow.jobs.models import BatchJob
    from garageflow.tenancy.http import GarageRequest


class MovingInConfig(AppConfig):
    name = "garageflow.moving_in"
    label = "moving_in"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_events
        from garageflow.documents.registry import register_subject
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.members.route_names import name_routes
        from garageflow.moving_in.domain.moves import CHECK, TAKE, forget_moves
        from garageflow.moving_in.job import give_up, run_check, run_taking
        from garageflow.tenancy.models import Role

        roles = (Role.OWNER,)
        for name, handler, category, url_of in (
            (CHECK, run_check, _("Check a move"), _checked_url),
            (TAKE, run_taking, _("Take over a move"), _taken_url),
        ):
            register(
                Kind(name, handler, category=category, on_failed=give_up, roles=roles, details_url=url_of)
            )
        register_nightly(
            "moving_in.forget_moves", forget_moves, label=_("Files of the old system"), removes=True
        )
        register_subject("moving_in.move", _may_see)
        register_events(
            {
                "moving_in.moved_in": _(
                    "Taken over from another system: %(customers)s customers, %(vehicles)s vehicles, "
                    "%(readings)s odometer readings, %(photos)s photos"
                )
            }
        )
        name_routes(
            "moving_in",
            _("Moving in"),
            {
                "new": _("Bring data from another system"),
                "move": _("What is in a file of another system"),
                "take": _("Take over a file of another system"),
                "errors": _("Download the wrong lines"),
                "template": _("Download an empty table"),
            },
        )


def _checked_url(job: BatchJob) -> str:
    return reverse("moving_in:move", args=[job.checked_move.pk])


def _taken_url(job: BatchJob) -> str:
    return reverse("moving_in:move", args=[job.taken_move.pk])


def _may_see(request: GarageRequest, move_id: int) -> bool:
    from garageflow.tenancy.models import Role

    return request.membership is not None and Role.OWNER in request.membership.roles
