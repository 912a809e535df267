"""WSGI entry for bench/page_vs_raw.py: the site with one address more."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings  # noqa: E402

settings.GARAGE_URLCONF = "bench.raw_view"
