"""What has to be done before the site can serve; every step is quick when there is nothing to do.

A program of its own: bin/up runs it with the environment of the site and keeps Django out of its own process.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garageflow.settings")
    django.setup()
    # First: whatever is written later is written in a language.
    call_command("messages", "--compile")
    call_command("migrate", interactive=False)
    collect_static_files()
    if settings.DEMO:
        print("Demo data ...", flush=True)
        call_command("demo")


def collect_static_files() -> None:
    """Only if one has changed: Django would compress all of them again each time, which takes seconds."""
    mark = Path(settings.STATIC_ROOT) / ".collected-from"
    now = _fingerprint_of_sources()
    if mark.is_file() and mark.read_text() == now:
        return
    print("Collecting and compressing static files ...", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(now)


def _fingerprint_of_sources() -> str:
    facts = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            facts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
