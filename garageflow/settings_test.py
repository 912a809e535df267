"""The settings, made fast and safe for tests; nothing that changes what the product does."""

from garageflow.settings import *  # noqa: F403
from garageflow.settings import DATABASES, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STORAGES["default"]["OPTIONS"]["location"] = VAR_DIR / "test-files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A pool would keep connections open while the test database is dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)
CELERY_TASK_ALWAYS_EAGER = False
# Tests call nobody; those of the register start a simulator.
RDW_URL = ""
VAPID_PRIVATE_KEY = ""
