from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.keys.rotation import places, rotate_place


class Command(BaseCommand):
    help = (
        "Bring every secret under the newest key of FIELD_ENCRYPTION_KEYS. Ends with 1 if a secret is left"
        " that needs another one: then no key may be removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="count only, and change nothing")
        parser.add_argument("--new", action="store_true", help="print a new key to put first, and do no more")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"]:
            self.stdout.write(Fernet.generate_key().decode())
            return
        is_left = False
        for place in places():
            found = rotate_place(place, writes=not options["check"])
            older = "under older keys" if options["check"] else "rotated"
            unreadable = f", rows that no key reads: {found.unreadable}" if found.unreadable else ""
            self.stdout.write(
                f"{place}: {found.newest} under the newest key, {found.older} {older}{unreadable}"
            )
            is_left = is_left or bool(found.unreadable) or (options["check"] and found.older > 0)
        if is_left:
            raise CommandError("Keep all keys: not every secret is under the newest one.")
