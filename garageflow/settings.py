"""Settings, read from the environment (and `.env`); .env.example explains every variable."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS")
SITE_URL = env.str("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "garageflow.tenancy",
    "garageflow.accounts",
    "garageflow.audit",
    "garageflow.ui",
    "garageflow.jobs",
    "garageflow.documents",
    "garageflow.mail",
    "garageflow.push",
    "garageflow.members",
    "garageflow.vehicles",
    "garageflow.customers",
    "garageflow.geo",
    "garageflow.workshop",
    "garageflow.invoicing",
    "carpass",
    "stock",
    "autopaspoort",
    "convoy",
    "carshare",
    "garageflow.moving_in",
    "garageflow.pages",
    "garageflow.demo",
    "garageflow.backup",
    "garageflow.keys",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_filters",
    "django_htmx",
    "heroicons",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "garageflow.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "garageflow.ui.middleware.PageHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "garageflow.tenancy.middleware.GarageMiddleware",
    "garageflow.accounts.middleware.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "garageflow.members.second_factor.SecondFactorMiddleware",
    "garageflow.ui.middleware.ToastMiddleware",
]

ROOT_URLCONF = "garageflow.urls"
GARAGE_URLCONF = "garageflow.urls_garage"
WSGI_APPLICATION = "garageflow.wsgi.application"

_TEMPLATE_BUILTINS = [
    "django.templatetags.i18n",
    "django.templatetags.static",
    "template_partials.templatetags.partials",
    "garageflow.ui.templatetags.ui",
    "garageflow.tenancy.templatetags.tenancy",
]
_TEMPLATE_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": _TEMPLATE_BUILTINS,
            "loaders": _TEMPLATE_LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "garageflow.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "garageflow.ui.forms.GarageFlowRenderer"
# Levels of messages by the tones of the design.
MESSAGE_TAGS = {10: "none", 20: "info", 25: "ok", 30: "soon", 40: "now"}


# Two logins to one database. `default` is bound by row security; `owner` migrates and is known only
# where MIGRATION_DATABASE_URL is set. Why: docs/adr/0001-one-lock-in-the-database.md
def _database(variable: str, *, pool: bool) -> dict[str, Any]:
    database: dict[str, Any] = env.db_url(variable)
    options: dict[str, object] = dict(database.get("OPTIONS") or {})
    # Compiling queries just in time costs more than it saves here: they are short, or run once.
    session = {"jit": "off"}
    if variable == "DATABASE_URL":
        timeout = env.int("DATABASE_STATEMENT_TIMEOUT_MS", default=60_000)
        # A process that hangs in a transaction holds rows that others wait for: the server ends it.
        idle = env.int("DATABASE_IDLE_TIMEOUT_MS", default=5 * 60_000)
        session |= {
            "statement_timeout": str(timeout),
            "lock_timeout": str(timeout // 2),
            "idle_in_transaction_session_timeout": str(idle),
        }
    if variable == "DATABASE_URL" and env.bool("DATABASE_PGBOUNCER", default=False):
        # A session is no longer than a transaction there: its settings are the role's (docs/scaling.md),
        # no cursor outlives it, and pooling twice only keeps connections from others.
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        options["options"] = " ".join(f"-c {name}={value}" for name, value in session.items())
        if pool:
            size = env.int("DATABASE_POOL_SIZE", default=4)
            options["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
    database["ENGINE"] = "django.db.backends.postgresql"
    database["OPTIONS"] = options
    return database


DATABASES: dict[str, dict[str, Any]] = {
    "default": _database("DATABASE_URL", pool=env.bool("DATABASE_POOL", default=True))
}
if env.str("MIGRATION_DATABASE_URL", default=""):
    DATABASES["owner"] = _database("MIGRATION_DATABASE_URL", pool=False)
DATABASE_ROUTERS = ["garageflow.tenancy.router.OwnerRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Counters of rate limits. In PostgreSQL, so that people can sign in while Redis is away, and emptying
        # Redis gives nobody new tries.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Redis carries no truth: no results, no countdown, tasks without payload. It only wakes workers.
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_EXPIRES = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TIMEZONE = "UTC"
_TICK_SECONDS = env.float("TICK_SECONDS", default=60.0)
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "garageflow.jobs.tasks.tick", "schedule": _TICK_SECONDS, "options": {"expires": 55}},
    "platform-mail": {
        "task": "garageflow.mail.tasks.send_platform_mail",
        "schedule": _TICK_SECONDS,
        "options": {"expires": 55},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "garageflow.accounts.password_words.WordsOfTheHouseValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "garage-choice"
ACCOUNT_ADAPTER = "garageflow.members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# By code and not by link: a changed address is proved before it is saved, which is what lets people with a
# second factor change theirs at all, and no mail scanner can use the code up.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
# Who comes twice a year needs no password: a code goes to his address. It proves what a new password would.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
# Sign-up to car sharing: a demonstration day has a whole company behind one address.
ACCOUNT_RATE_LIMITS = {
    "invitation": "20/m/ip",
    "carpass_password": "5/m/user,20/h/user",
    "stock_enquiry": "5/m/ip,30/h/ip",
    "carshare_sign_up": "240/m/ip",
    "carshare_letter": "20/m/ip",
    "carshare_link": "60/m/ip",
    "carshare_sign_in": "60/m/ip",
}
_FORMS = "garageflow.members.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "confirm_email_verification_code": f"{_FORMS}.ConfirmEmailVerificationCodeForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "request_login_code": f"{_FORMS}.RequestLoginCodeForm",
    "confirm_login_code": f"{_FORMS}.ConfirmLoginCodeForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateByCodeForm",
    "activate_totp": f"{_FORMS}.ActivateTOTPForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.EditPasskeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "garageflow.members.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "GarageFlow"
# Telephones are up to half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = False

# From signing in, however much is done in between; docs/security.md says why so long.
SESSION_ENGINE = "garageflow.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_CODE = "en"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["garageflow.ui.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
# On pages of no garage: sign-in, Django admin, mail of the demo. A garage has its own.
SITE_TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "garageflow.ui.finders.BundleFinder",
]
STORAGES: dict[str, dict[str, Any]] = {
    # No base_url: private files have no address of their own; a view that checks the right serves them.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files of several web servers. boto3 finds keys as it always does: AWS_ACCESS_KEY_ID, a role, its own files.
if _bucket := env.str("FILES_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.str("FILES_S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("FILES_S3_REGION", default="") or None,
            "default_acl": None,
            # Every file has a name of its own; one that is there already is a mistake to be told.
            "file_overwrite": False,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

_EMAIL = env.email("EMAIL_URL")
if _EMAIL["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend":
    _EMAIL["EMAIL_BACKEND"] = "garageflow.mail.folder.FolderBackend"
vars().update(_EMAIL)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="GarageFlow <no-reply@garageflow.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
ANYMAIL = {"WEBHOOK_SECRET": env.str("ANYMAIL_WEBHOOK_SECRET", default="")}

_SECURE = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if _SECURE else "language"
LANGUAGE_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Scripts write this one: light or dark.
THEME_COOKIE_NAME = "__Host-theme" if _SECURE else "theme"
MESSAGE_STORAGE = "garageflow.ui.messages.Messages"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "garageflow.pages.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Messages on telephones (Web Push). Without a key there are none; `manage.py vapid_key` makes one.
# The demo has one of its own, the same after every start.
VAPID_PRIVATE_KEY = env.str(
    "VAPID_PRIVATE_KEY",
    default=urlsafe_b64encode(sha256(f"vapid:{SECRET_KEY}".encode()).digest()).decode() if DEMO else "",
)
VAPID_SUBJECT = env.str("VAPID_SUBJECT", default=f"mailto:{DEFAULT_FROM_EMAIL.split('<')[-1].rstrip('>')}")
# The services of the browsers' makers: no other address is ever called.
WEB_PUSH_HOSTS = env.list(
    "WEB_PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "push.services.mozilla.com",
        "push.apple.com",
        "notify.windows.com",
    ],
)
# Tests only: a push service on this machine has no certificate.
WEB_PUSH_INSECURE = False
# Calls of one key of the coupling (REST).
API_RATE = env.str("API_RATE", default="120/min")
# Tests call a server of their own; nobody else may send a webhook to an address that is not public.
WEBHOOK_INSECURE = False

# Limits of a customer list (spec 30 §3); benchmarks and fault tests raise them.
CUSTOMER_LIST_MAX_BYTES = env.int("CUSTOMER_LIST_MAX_BYTES", default=5_000_000)
CUSTOMER_LIST_MAX_ROWS = env.int("CUSTOMER_LIST_MAX_ROWS", default=10_000)
CUSTOMER_LIST_CHUNK = env.int("CUSTOMER_LIST_CHUNK", default=5_000)
# What may be kept of people's files. So many pixels are handled in less than 150 MB (documents/content.py).
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=10_000_000)
DOCUMENT_MAX_PIXELS = env.int("DOCUMENT_MAX_PIXELS", default=16_000_000)
# Photos of vehicles: from here on they are refused (spec 10, section 5).
PHOTO_MAX_BYTES = env.int("PHOTO_MAX_BYTES", default=30_000_000)
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_PIXELS", default=40_000_000)
# Days after which a PDF that can be made again is removed.
PDF_KEEP_DAYS = env.int("PDF_KEEP_DAYS", default=30)
# A monitor that sends it as "Authorization: Bearer …" reads /status as JSON; empty: only platform staff do.
STATUS_TOKEN = env.str("STATUS_TOKEN", default="")
# After this many days it is forgotten to whom an e-mail went and what it said; that it was sent is kept.
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=365)
# Where Car-Pass is talked to; empty: it is not. The demo has a simulator (manage.py carpass_simulator).
CARPASS_URL = env.str("CARPASS_URL", default="").rstrip("/")
# What stands before the guid in the public link of a history.
CARPASS_PUBLIC_URL = env.str("CARPASS_PUBLIC_URL", default="https://public.car-pass.be/vhr/")
CARPASS_TIMEOUT_SECONDS = env.float("CARPASS_TIMEOUT_SECONDS", default=10.0)
# The Dutch register of vehicles (open data, no key needed); empty: it is not asked.
RDW_URL = env.str("RDW_URL", default="https://opendata.rdw.nl/resource").rstrip("/")
# With one, RDW does not count the questions of the whole address together.
RDW_APP_TOKEN = env.str("RDW_APP_TOKEN", default="")
RDW_TIMEOUT_SECONDS = env.float("RDW_TIMEOUT_SECONDS", default=5.0)
# How long a mail about the APK waits for the date that RDW may know.
INSPECTION_WAIT_MINUTES = env.int("INSPECTION_WAIT_MINUTES", default=60)
# Seconds that a worker may hold a piece of work without a sign of life.
WORK_LEASE_SECONDS = env.int("WORK_LEASE_SECONDS", default=60)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "garageflow.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG or DEMO else env.str("LOG_FORMAT", default="json"),
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Ten lines a PDF that say nothing.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},
}
