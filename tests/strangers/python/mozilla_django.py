"""mozilla-django-oidc in the smallest Django project: no discovery, signed userinfo."""

import json
import urllib.request
from urllib.parse import urlsplit

import django
from django.conf import settings
from stranger import BASE, CLIENT_ID, CLIENT_SECRET, ISSUER, learnt, leave

metadata = json.load(urllib.request.urlopen(f"{ISSUER}/.well-known/openid-configuration"))
settings.configure(
    SECRET_KEY="for this test only", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], LOGIN_REDIRECT_URL="/", USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mozilla_django_oidc"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    OIDC_RP_CLIENT_ID=CLIENT_ID, OIDC_RP_CLIENT_SECRET=CLIENT_SECRET, OIDC_RP_SIGN_ALGO="RS256", OIDC_USE_PKCE=True,
    OIDC_RP_SCOPES="openid profile email", OIDC_TOKEN_USE_BASIC_AUTH=True, OIDC_STORE_ID_TOKEN=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=metadata["authorization_endpoint"], OIDC_OP_TOKEN_ENDPOINT=metadata["token_endpoint"],
    OIDC_OP_USER_ENDPOINT=metadata["userinfo_endpoint"], OIDC_OP_JWKS_ENDPOINT=metadata["jwks_uri"],
    OIDC_AUTHENTICATION_CALLBACK_URL="callback",
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django is not ready before
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from mozilla_django_oidc.auth import OIDCAuthenticationBackend  # noqa: E402
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView  # noqa: E402

urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls")),
               path("callback", OIDCAuthenticationCallbackView.as_view(), name="callback")]
seen = {}


class Remembering(OIDCAuthenticationBackend):
    """The backend itself, listened to."""

    def get_userinfo(self, access_token, id_token, payload):
        claims = super().get_userinfo(access_token, id_token, payload)
        seen.update(sub=payload["sub"], userinfo=claims)
        return claims


settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Remembering"]
call_command("migrate", verbosity=0)
browser = Client(headers={"host": urlsplit(BASE).netloc})
came_back = leave(browser.get("/oidc/authenticate/").headers["Location"])
answer = browser.get(came_back.removeprefix(BASE))
assert answer.headers["Location"] == "/", answer.headers
assert User.objects.get().email == seen["userinfo"]["email"]
learnt(**seen)
