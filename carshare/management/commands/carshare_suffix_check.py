from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carshare.domain.suffixes import verdict_on
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage


class Command(BaseCommand):
    help = "Says whether an e-mail address may sign up for car sharing, and with which organisations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--garage", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        garage = Garage.objects.open().filter(slug=options["garage"]).first()
        if garage is None:
            raise CommandError(f"There is no garage {options['garage']}.")
        with garage_active(garage):
            verdict = verdict_on(options["email"])
        answer = {
            "allowed": verdict.is_allowed,
            "organisations": [organisation.name for organisation in verdict.organisations],
            "reason": verdict.reason,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
