import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_shutting_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garageflow.settings")

app = Celery("garageflow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_a_login_that_row_security_does_not_bind(**kwargs: Any) -> None:
    from django.core.checks import Tags
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", tags=[Tags.database], databases=["default"])
    except SystemCheckError as error:
        # Celery logs what a receiver raises and starts all the same, unless it is an exit.
        raise SystemExit(str(error)) from error


@worker_shutting_down.connect
def end_what_is_in_hand(**kwargs: Any) -> None:
    """Its children are at work: they stop between two chunks, two e-mails, two calls (fault F14)."""
    from garageflow.stopping import ask_to_stop

    ask_to_stop()
