"""Does this container do its work? `python deploy/healthcheck.py web|beat|metrics|car-pass`."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

# Beat saves its schedule every three minutes.
_BEAT_SECONDS = 600


def main() -> int:
    checks = {"web": web, "beat": beat, "metrics": metrics, "car-pass": car_pass}
    return 0 if checks[sys.argv[1]]() else 1


def web() -> bool:
    return _answers("http://127.0.0.1:8000/healthz", host=urlsplit(os.environ["SITE_URL"]).netloc)


def metrics() -> bool:
    return _answers("http://127.0.0.1:9464/metrics", host="127.0.0.1")


def car_pass() -> bool:
    return _answers("http://127.0.0.1:8090/", host="127.0.0.1")


def _answers(address: str, *, host: str) -> bool:
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310 - the addresses are above
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is above
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def beat() -> bool:
    files = Path(os.environ.get("BEAT_SCHEDULE_DIR", "/tmp")).glob("celerybeat-schedule*")  # noqa: S108 - tmpfs
    return any(time.time() - file.stat().st_mtime < _BEAT_SECONDS for file in files)


if __name__ == "__main__":
    sys.exit(main())
