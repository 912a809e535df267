"""What has to be done before the site can serve; every step is quick when there is nothing to do.

A program of its own: bin/up runs it with the environment of the site and keeps Django out of its own process.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garageflow.settings")
    django.setup()
    # First: whatever is written later is written in a language.
    call_command("messages", "--compile")
    call_command("migrate", interactive=False)
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEMO:
        call_command("demo")


if __name__ == "__main__":
    main()
