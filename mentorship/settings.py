"""Django's settings, all from mentorship.config; one file for every place the site runs."""

from datetime import timedelta

from csp.constants import NONE, SELF
from kombu import Exchange, Queue

from mentorship import config as environment
from mentorship import logs, queues

CONFIG = environment.load()
BASE_DIR = environment.ROOT

SECRET_KEY = CONFIG.MENTORSHIP_SECRET_KEY
DEBUG = CONFIG.MENTORSHIP_DEBUG
DEMO = CONFIG.MENTORSHIP_DEMO
SITE_URL = CONFIG.MENTORSHIP_SITE_URL
SITE_NAME = CONFIG.MENTORSHIP_SITE_NAME
ALLOWED_HOSTS = CONFIG.hosts
CSRF_TRUSTED_ORIGINS = [SITE_URL]
EMBEDDER = CONFIG.MENTORSHIP_EMBEDDER
DEFAULT_PERSON_ZONE = CONFIG.MENTORSHIP_TIME_ZONE

INSTALLED_APPS = [
    "mentorship",
    "api",
    "journeys",
    "matching",
    "programmes",
    "accounts",
    "notifications",
    "ui",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "mentorship.requests.RequestMiddleware",
    "mentorship.headers.HeadersMiddleware",
    "mentorship.requests.AliveMiddleware",
    "mentorship.security_log.SecurityLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mentorship.compression.CompressedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "mentorship.middleware.BusyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PersonMiddleware",
    "ui.middleware.WordsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SignInMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "notifications.middleware.OwnWritesMiddleware",
]

ROOT_URLCONF = "mentorship.urls"
WSGI_APPLICATION = "mentorship.wsgi.application"
ASGI_APPLICATION = "mentorship.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
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
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentorship.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "ui.forms.FormRenderer"

DATABASES = {"default": CONFIG.database}
POOLED = CONFIG.MENTORSHIP_POOLED
if CONFIG.replica:
    DATABASES["replica"] = CONFIG.replica
DATABASE_ROUTERS = ["notifications.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "mentorship.cache.SturdyCache", "LOCATION": CONFIG.redis(1)}}

# --- people and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# scrypt with 16 MB and five rounds (OWASP); a password that an older hasher keeps is hashed anew when its owner signs in.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}" for name in ("ScryptPasswordHasher", "PBKDF2PasswordHasher")
]
# As long as NIST SP 800-63B-4 asks of a password that stands alone, and of no particular make. Nobody needs one here.
PASSWORD_SHORTEST = 15  # characters
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_SHORTEST},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A session ends two weeks after it was last written to, wherever the browser keeps it.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "journeys:dashboard"
LOGOUT_REDIRECT_URL = "programmes:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup.SignupForm"
ACCOUNT_FORMS = {"signup": "accounts.forms.sign_up_page.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# A letter may be slow; ten minutes is what ASVS allows a code that comes by one.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.MENTORSHIP_TRUSTED_PROXIES
# A hundred people of one company, behind one address, sign up in the first hour of a programme. The key of `login_failed` is
# account and address together; what counts by mailbox and by account alone is in accounts.limits (accounts.entrance).
ACCOUNT_RATE_LIMITS = {
    "login": "200/10m/ip",
    "login_failed": "30/5m/ip,500/d/ip,5/5m/key",
    "signup": "200/h/ip",
    "request_login_code": "200/10m/ip",
    "reset_password": "100/10m/ip",
    "manage_email": "10/m/user,30/h/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A key alone is something one has; with the finger, face or PIN that it asks for it is two factors.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_FORMS = {"add_webauthn": "accounts.forms.passkeys.AddPasskeyForm"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
USERSESSIONS_TRACK_ACTIVITY = False
# The organisers' pages ask for a second step, and for another when the working day is over.
SECOND_FACTOR = CONFIG.second_factor
SECOND_FACTOR_LASTS = timedelta(hours=12)
SOCIALACCOUNT_ADAPTER = "accounts.social_adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app() for provider in CONFIG.providers]}}
# Nobody gets an account without having seen the page that says so, with their name and zone on it.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {
    "disconnect": "accounts.forms.providers.DisconnectForm",
    "signup": "accounts.forms.providers.FirstTimeForm",
}

# --- e-mail
for _name, _value in CONFIG.email.items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.MENTORSHIP_MAIL_FROM
MAILBOX = CONFIG.email["EMAIL_BACKEND"] == "notifications.mailbox.MailboxBackend"

# How long a worker has a letter to itself; it renews the lease of what is still to be sent.
OUTBOX_LEASE = timedelta(minutes=5)

# All who ask for /health/ within this get the same answer (mentorship.glance).
HEALTH_LASTS = timedelta(seconds=1)
METRICS_TOKEN = CONFIG.MENTORSHIP_METRICS_TOKEN

# --- webhooks
WEBHOOK_INSIDE = CONFIG.webhook_inside
# A try takes ten seconds at most; what a worker that died had in hand is taken up by another after this.
WEBHOOK_LEASE = timedelta(minutes=1)

# --- Celery: see STACK measurements in docs/adr/0003
CELERY_BROKER_URL = CONFIG.broker
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A process of a worker that has grown to this many KiB makes place for a fresh one once its task is done.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
# The queue may be away for as long as it likes: workers and beat wait for it, and never give up.
CELERY_BROKER_CONNECTION_RETRY = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Losing the queue ends no work that is in hand. Its message comes again, and finds a row that is held or done; a letter
# whose worker was killed between the mail server's "250" and the row would go out twice.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# How often a worker gives a sign of life and proves that it hears (mentorship.signs).
WORKER_LOOKS_EVERY = timedelta(seconds=30)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_keepalive": True,
}
# By what may keep what waiting: letters go by `mail`, what grows with a programme by `matching`, and everything else, the
# minute's round above all, by `housekeeping`. A worker that is told nothing hears all of them in turn; where long work keeps
# mail waiting, one hears `mail,housekeeping` and another `matching` (docs/operators/scaling.md).
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in queues.NAMES]
CELERY_TASK_DEFAULT_QUEUE = queues.DEFAULT
CELERY_TASK_ROUTES = {task: {"queue": name} for name, tasks in queues.TASKS.items() for task in tasks}
# A queue that is spelt wrong is refused: somebody would ring in it, or hear it, and nobody at its other end.
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "mentorship.beating:SteadyScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / "var" / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "mentorship.tasks.tick",
        "schedule": timedelta(seconds=10 if DEMO else 60),
        "options": {"expires": 60},
    }
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- language, time
LANGUAGE_CODE = "en-gb"
# Each in its own words: whoever looks for theirs may read no other.
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["mentorship.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- files
STATIC_URL = "static/"
STATIC_ROOT = CONFIG.MENTORSHIP_STATIC_ROOT
STATICFILES_DIRS = [BASE_DIR / "static"]
# Empty where files lie in a bucket. They are never served from here: each goes through a view that looks at who asks.
MEDIA_ROOT = str(CONFIG.place.folder or "")
UPLOAD_MOST = CONFIG.MENTORSHIP_UPLOAD_MB * 1024**2  # bytes, as the two below
PAIR_SHELF_MOST = CONFIG.MENTORSHIP_PAIR_SHELF_MB * 1024**2
PROGRAMME_SHELF_MOST = CONFIG.MENTORSHIP_PROGRAMME_SHELF_MB * 1024**2
STORAGES = {
    "default": CONFIG.storage,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "upgrade-insecure-requests": CONFIG.https,
    }
}
SECURE_SSL_REDIRECT = CONFIG.https
# Asked from within, by monitors that know the machine and no certificate. The API refuses by itself what comes in the clear:
# the token is known by then to everybody on the way (api.views.door).
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$", r"^api/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.MENTORSHIP_TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.https
SECURE_HSTS_PRELOAD = CONFIG.https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_NAME = "__Host-session" if CONFIG.https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if CONFIG.https else "csrf"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ui.views.csrf_failure"

LOGGING = logs.configuration(
    CONFIG.MENTORSHIP_LOG_FORMAT, CONFIG.MENTORSHIP_LOG_LEVEL, quotes=CONFIG.quotes_exceptions
)
# A statement that takes as long is told in the log; 0 tells none (mentorship.statements).
SLOW_QUERY_MS = CONFIG.MENTORSHIP_SLOW_QUERY_MS
