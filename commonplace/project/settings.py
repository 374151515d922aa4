"""All settings, from the environment alone.

| variable | meaning | unset |
| --- | --- | --- |
| `COMMONPLACE_HOME` | folder that holds all state: database, media, static files, secret | `./var` |
| `COMMONPLACE_DATABASE` | `postgresql://user:password@host:port/name`; SQLite in the home otherwise | SQLite |
| `COMMONPLACE_URL` | the address people use, such as `https://commons.example` | `http://127.0.0.1:8000` |
| `COMMONPLACE_SMTP` | `smtp://user:password@host:port`, or `smtps://…` | no mail; letters wait to be handed on |
| `COMMONPLACE_MAIL_FROM` | sender of letters | `commonplace@` the host of the address |
| `COMMONPLACE_SECRET_FILE` | file with the secret key | `secret` in the home, made on first start |
| `COMMONPLACE_FETCHED_INSIDE` | hosts of one's own network whose calendars may be followed, with commas between | none |
| `COMMONPLACE_TASKS` | `embedded`: the serving process does slow work too. Set by the command line | `none` |
| `COMMONPLACE_DEMO` | `1` while a demo commons is served: shows the demo logins on loopback | off |
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf.locale import LANG_INFO

from commonplace.project.home import home_folder, secret_key
from commonplace.project.sqlite import prefer_bundled_sqlite

prefer_bundled_sqlite()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home_folder()
TESTING = "pytest" in sys.modules
SECRET_FILE = Path(os.environ.get("COMMONPLACE_SECRET_FILE", HOME / "secret"))
SECRET_KEY = secret_key(HOME)
DEBUG = False

ADDRESS = os.environ.get("COMMONPLACE_URL", "http://127.0.0.1:8000").rstrip("/")
_address = urlsplit(ADDRESS)
SECURE = _address.scheme == "https"
ALLOWED_HOSTS = [_address.hostname or "127.0.0.1"]
if _address.hostname in {"127.0.0.1", "localhost"}:
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
FETCHED_INSIDE = {
    host.strip().lower() for host in os.environ.get("COMMONPLACE_FETCHED_INSIDE", "").split(",") if host.strip()
}
DEMO = os.environ.get("COMMONPLACE_DEMO") == "1"
# For the W3C's tests of credentials alone (project/vc_api.py): anybody has anything signed with this key.
VC_API_KEY = os.environ.get("COMMONPLACE_VC_API_KEY", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "oauth2_provider",
    "commonplace.ground",
    "commonplace.commons.people",
    "commonplace.commons.people.signing",
    "commonplace.commons.communities",
    "commonplace.commons.entries",
    "commonplace.commons.safeguard",
    "commonplace.stages.design",
    "commonplace.stages.team",
    "commonplace.stages.recruit",
    "commonplace.stages.gather",
    "commonplace.stages.room",
    "commonplace.stages.open_space",
    "commonplace.stages.make",
    "commonplace.stages.resources",
    "commonplace.stages.critique",
    "commonplace.stages.reflect",
    "commonplace.stages.publish",
    "commonplace.stages.recognise",
    "commonplace.edges.bridge",
    "commonplace.edges.collections",
    "commonplace.edges.discover",
    "commonplace.edges.own",
    "commonplace.edges.programmes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before static files: the service worker is one, and holds to what its own answer says.
    "commonplace.ground.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "commonplace.commons.people.signing.middleware.WhoseAccount",
    "django.contrib.messages.middleware.MessageMiddleware",
    "commonplace.commons.people.middleware.WhoIsHere",
    "commonplace.ground.middleware.AcknowledgesWords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "commonplace.project.urls"
WSGI_APPLICATION = "commonplace.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "commonplace.ground.jinja.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "commonplace.ground.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "commonplace.commons.people.context.here",
                "commonplace.commons.entries.context.unread",
            ],
        },
    },
    # Only for pages of third parties that we have not made our own.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"


def _database() -> dict:
    address = os.environ.get("COMMONPLACE_DATABASE", "")
    if not address:
        return {
            "ENGINE": "commonplace.ground.databases.sqlite",
            "NAME": HOME / "commonplace.sqlite3",
            "CONN_MAX_AGE": 3600,  # opened anew each hour, to learn of new statistics
            "OPTIONS": {
                "timeout": 20,
                "cached_statements": 500,  # each page asks the same questions in the same words
                # A transaction that begins by reading and goes on to write fails under load when deferred.
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=0; "
                "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
            },
            # A file, not memory: threads that press at once have to wait for each other, as they do on a real commons.
            "TEST": {"NAME": HOME / "test.sqlite3"},
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "commonplace.ground.databases.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket is named as psql names it: postgresql://user@/name?host=/run/postgresql
        "HOST": unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"], "ENQUEUE_ON_COMMIT": False}
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["commonplace.commons.people.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "commonplace.commons.people.words_of_this_place.NoWordsOfThisPlace"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Programs of others act for people by OAuth 2.0 as RFC 9700 has it: docs/decisions/0036-programs-that-act-for-people.md.
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "commonplace.edges.bridge.validator.Validator",
    "SCOPES_BACKEND_CLASS": "commonplace.edges.bridge.scopes.AsRegistered",
    "OIDC_ISS_ENDPOINT": ADDRESS,  # the issuer (RFC 8414), also where there is no OpenID Connect
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"],  # http to one's own device alone: bridge/registering.py
    "PKCE_REQUIRED": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 60 * 60 * 24 * 90,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

SESSION_ENGINE = "commonplace.commons.people.signing.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
# Behind HTTPS no other host of the same domain can set them (RFC 6265bis, section 4.1.3.2).
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commonplace.ground.views.form_expired"
# An https address means that a proxy stands before us; without one we would serve plain HTTP.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "commonplace.ground.said_once.SaidOnce"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "commonplace.ground.uploads.NoMoreThanIsKept",
]

LANGUAGE_CODE = "en"
# Our own catalogues, and those that a host lays into the home; every one that is compiled can be chosen.
LOCALE_PATHS = [HOME / "locale", PACKAGE / "project" / "locale"]
_translated = {file.parent.parent.name for folder in LOCALE_PATHS for file in folder.glob("*/LC_MESSAGES/django.mo")}
LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in sorted({"en", *_translated}) if code in LANG_INFO]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "commonplace.ground.assets.JoinedStyles",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Served at the root: a service worker reaches no further than the folder of its own address.
WHITENOISE_ROOT = PACKAGE / "ground" / "root"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commonplace.ground.statics.StaticFiles"},
}

_smtp = urlsplit(os.environ.get("COMMONPLACE_SMTP", ""))
MAIL_IS_SENT = bool(_smtp.hostname)
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("COMMONPLACE_MAIL_FROM", f"commonplace@{_address.hostname or 'localhost'}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "timed": {"()": "commonplace.ground.utc_log.InUtc", "format": "%(asctime)s %(message)s"},
        "refused": {"()": "commonplace.commons.people.signing.refusals.Refused", "format": "%(asctime)s %(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "refused"},
        "signing": {"class": "logging.StreamHandler", "formatter": "timed"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"commonplace.signing": {"handlers": ["signing"], "level": "INFO", "propagate": False}},
}
