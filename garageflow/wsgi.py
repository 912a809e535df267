import os

import django
from django.core.checks import Tags
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garageflow.settings")

# The site must not start with a login that row security does not bind (garageflow/tenancy/checks.py).
django.setup()
call_command("check", tags=[Tags.database], databases=["default"])

application = get_wsgi_application()
