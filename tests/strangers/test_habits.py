"""What the relying parties of the field send, each as it was measured: the platform openid serves every one of them.

No library here, only its habits: lengths of state and nonce, PKCE or none, how it authenticates, which form of userinfo it takes,
what else it sends. The platform franceconnect serves those whose habits its rules allow, and names the rule to the others.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from doublure.testing.control import Reply
from doublure.testing.pages import Page
from doublure.testing.person import Person
from doublure.testing.wire import send
from tests.stories.federation import Federation, payload, through

CALLBACK = "http://localhost:1337/callback"


@dataclass(frozen=True, slots=True)
class Habit:
    """One relying party: lengths in characters, `nonce` 0 for none; `userinfo` is the algorithm of a JWT, or empty for JSON,
    or `None` when it does not ask; `extra` goes to the token endpoint as well.
    """

    name: str
    state: int
    nonce: int
    pkce: bool
    userinfo: str | None
    auth: str
    redirect_uri: str = CALLBACK
    extra: tuple[str, ...] = ()
    accept: str | None = "*/*"
    #: The rule of the platform franceconnect that it breaks there, if any.
    foreign_there: str | None = None


HABITS = (
    Habit("openid-client", 43, 43, True, "", "client_secret_basic", foreign_there="code_challenge"),
    Habit("openid-client, signed userinfo", 43, 43, True, "RS256", "client_secret_post", foreign_there="code_challenge"),
    Habit("oauth4webapi", 43, 43, True, "RS256", "client_secret_basic", foreign_there="code_challenge"),
    Habit("passport-openidconnect", 24, 20, False, "", "client_secret_post", accept=None, foreign_there="nonce"),
    Habit("express-openid-connect", 48, 43, True, "", "client_secret_basic", foreign_there="code_challenge"),
    Habit("Auth.js", 435, 43, True, None, "client_secret_basic", foreign_there="code_challenge"),
    Habit("oidc-client-ts", 32, 36, True, "", "client_secret_post", foreign_there="code_challenge"),
    Habit("mod_auth_openidc", 27, 43, True, "RS256", "client_secret_basic", foreign_there="code_challenge"),
    Habit("LemonLDAP::NG", 16, 22, False, "RS256", "client_secret_basic", "http://localhost:1337/callback?openidconnectcallback=1",
          foreign_there="redirect_uri"),
    Habit("france-connect-py", 128, 128, False, "RS256", "client_secret_post"),
    Habit("Authlib", 30, 20, True, "", "client_secret_basic", foreign_there="nonce"),
    Habit("mozilla-django-oidc", 32, 32, True, "RS256", "client_secret_basic", foreign_there="code_challenge"),
    Habit("django-allauth", 16, 0, True, None, "client_secret_basic", foreign_there="nonce"),
    Habit("idpyoidc", 43, 32, True, "RS256", "client_secret_basic", extra=("state",), foreign_there="code_challenge"),
    Habit("flask-pyoidc", 16, 16, False, "", "client_secret_basic", extra=("state",), foreign_there="nonce"),
    Habit("omniauth-openid-connect", 32, 32, False, "", "client_secret_basic", extra=("scope",)),
    Habit("state of 512 characters", 512, 512, True, "", "client_secret_basic", foreign_there="code_challenge"),
)


@pytest.fixture(scope="module")
def metadata(federation: Federation) -> dict[str, Any]:
    found: dict[str, Any] = send("GET", federation.public("hub-openid") + "/.well-known/openid-configuration").json
    return found


def text(length: int) -> str:
    # URL-safe, and with what an encrypted blob has in it.
    return (secrets.token_urlsafe(length) + "." * 4)[:length]


def question(habit: Habit, client: dict[str, Any], endpoint: str, scope: str) -> tuple[str, dict[str, str], str]:
    verifier = secrets.token_urlsafe(48)
    asked = {"client_id": client["client_id"], "response_type": "code", "redirect_uri": habit.redirect_uri, "scope": scope,
             "state": text(habit.state)}
    if habit.nonce:
        asked["nonce"] = text(habit.nonce)
    if habit.pkce:
        digest = hashlib.sha256(verifier.encode()).digest()
        asked |= {"code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="), "code_challenge_method": "S256"}
    return f"{endpoint}?{urlencode(asked)}", asked, verifier


def register(federation: Federation, habit: Habit, platform: str, scope: str) -> dict[str, Any]:
    algorithm = {"userinfo_signed_response_alg": habit.userinfo} if habit.userinfo else {}
    made: dict[str, Any] = federation.api.register(
        platform=platform, client_name=habit.name, redirect_uris=[habit.redirect_uri], scope=scope,
        token_endpoint_auth_method=habit.auth if platform == "openid" else "client_secret_post", **algorithm)
    return made


def redeem(habit: Habit, client: dict[str, Any], endpoint: str, code: str, verifier: str, asked: dict[str, str]) -> Reply:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": habit.redirect_uri}
    form |= {"code_verifier": verifier} if habit.pkce else {}
    form |= {name: asked[name] for name in habit.extra}
    headers = {"Accept": habit.accept} if habit.accept else {}
    if habit.auth == "client_secret_basic":
        words = f"{client['client_id']}:{client['client_secret']}"
        headers["Authorization"] = "Basic " + base64.b64encode(words.encode()).decode()
    else:
        form |= {"client_id": client["client_id"], "client_secret": client["client_secret"]}
    return send("POST", endpoint, form=form, headers=headers)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_the_platform_openid_serves_whoever_sends(federation: Federation, metadata: dict[str, Any], habit: Habit) -> None:
    client = register(federation, habit, "openid", "openid profile email")
    url, asked, verifier = question(habit, client, metadata["authorization_endpoint"], "openid profile email")
    person = Person(stop_at=("http://localhost:1337/",))
    person.opens(url)
    came_back = through(person, "ameli", "jeanloup").url
    assert came_back.startswith(habit.redirect_uri + ("&" if "?" in habit.redirect_uri else "?"))
    answer = dict(parse_qsl(urlsplit(came_back).query))
    assert answer["state"] == asked["state"]
    assert answer["iss"] == metadata["issuer"]

    tokens = redeem(habit, client, metadata["token_endpoint"], answer["code"], verifier, asked)
    assert tokens.status == 200, tokens.text
    keys = KeySet.import_key_set(send("GET", metadata["jwks_uri"]).json)
    claims = jwt.decode(tokens.json["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == metadata["issuer"]
    assert claims["aud"] == client["client_id"]
    assert claims.get("nonce") == asked.get("nonce")
    assert tokens.json["expires_in"] > 60, "who deducts a minute of leeway still has a token"
    if habit.userinfo is None:
        return
    headers = {"Authorization": f"Bearer {tokens.json['access_token']}"} | ({"Accept": habit.accept} if habit.accept else {})
    told = send("GET", metadata["userinfo_endpoint"], headers=headers)
    assert told.status == 200
    if habit.userinfo:
        assert told.headers["Content-Type"].startswith("application/jwt")
        person_claims = jwt.decode(told.text, keys, algorithms=[habit.userinfo]).claims
        assert (person_claims["iss"], person_claims["aud"]) == (metadata["issuer"], client["client_id"])
    else:
        assert told.headers["Content-Type"].startswith("application/json")
        person_claims = told.json
    assert person_claims["sub"] == claims["sub"]
    assert person_claims["family_name"].upper().replace("-", " ") == "DE LA MAQUETTE"


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_the_platform_franceconnect_serves_them_or_names_the_rule(federation: Federation, habit: Habit) -> None:
    client = register(federation, Habit(habit.name, 0, 0, pkce=False, userinfo="RS256", auth=habit.auth), "franceconnect",
                      "openid identite_pivot email")
    url, asked, verifier = question(habit, client, federation.issuer + "/authorize", "openid identite_pivot email")
    person = Person(stop_at=("http://localhost:1337/",))
    page = person.opens(f"{url}&acr_values=eidas1")
    if habit.foreign_there:
        # Refused on a page, or sent back with the error: either way the parameter is named.
        said = page.text if page.body else page.url
        assert habit.foreign_there in said, said
        return
    answer = dict(parse_qsl(urlsplit(through(person, "ameli", "jeanloup").url).query))
    at_home = Habit(habit.name, 0, 0, pkce=False, userinfo="RS256", auth="client_secret_post", extra=habit.extra)
    tokens = redeem(at_home, client, federation.issuer + "/token", answer["code"], verifier, asked)
    assert tokens.status == 200, tokens.text
    assert payload(tokens.json["id_token"])["nonce"] == asked["nonce"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "*/*;q=0", "nonsense"])
def test_errors_of_the_token_endpoint_are_json_whatever_accept_says(metadata: dict[str, Any], accept: str) -> None:
    reply = send("POST", metadata["token_endpoint"], form={"grant_type": "authorization_code", "code": "x"},
                 headers={"Accept": accept})
    assert reply.status in {400, 401}
    assert reply.headers["Content-Type"].startswith("application/json")
    assert json.loads(reply.body)["error"]


def test_unknown_parameters_are_ignored_at_both_endpoints(federation: Federation, metadata: dict[str, Any]) -> None:
    habit = Habit("talkative", 22, 22, pkce=False, userinfo="", auth="client_secret_basic",
                  extra=("state", "scope", "response_type"))
    client = register(federation, habit, "openid", "openid")
    url, asked, verifier = question(habit, client, metadata["authorization_endpoint"], "openid")
    person = Person(stop_at=("http://localhost:1337/",))
    person.opens(url + "&resource=urn%3Ax&foo=bar")
    answer = dict(parse_qsl(urlsplit(through(person, "ameli", "jeanloup").url).query))
    assert redeem(habit, client, metadata["token_endpoint"], answer["code"], verifier, asked).status == 200


def test_a_pkce_verifier_is_asked_of_who_sent_a_challenge_and_of_nobody_else(
    federation: Federation, metadata: dict[str, Any],
) -> None:
    habit = Habit("forgetful", 22, 22, pkce=True, userinfo="", auth="client_secret_basic")
    client = register(federation, habit, "openid", "openid")
    url, asked, _ = question(habit, client, metadata["authorization_endpoint"], "openid")
    person = Person(stop_at=("http://localhost:1337/",))
    person.opens(url)
    answer = dict(parse_qsl(urlsplit(through(person, "ameli", "jeanloup").url).query))
    refused = redeem(habit, client, metadata["token_endpoint"], answer["code"], "x" * 43, asked)
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")


def test_a_browser_that_says_no_origin_and_no_referrer_logs_in(federation: Federation, metadata: dict[str, Any]) -> None:
    class Reticent(Person):
        """With `Referrer-Policy: no-referrer` a browser posts forms with `Origin: null` (Fetch standard)."""

        def request(self, method: str, url: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Page:
            said = {"Origin": "null", "Sec-Fetch-Site": "same-origin"} if method == "POST" else {}
            return Person.request(self, method, url, body, {**said, **(headers or {})})

    habit = Habit("reticent", 22, 22, pkce=True, userinfo="", auth="client_secret_basic")
    client = register(federation, habit, "openid", "openid")
    url, asked, verifier = question(habit, client, metadata["authorization_endpoint"], "openid")
    person = Reticent(stop_at=("http://localhost:1337/",))
    page = person.opens(url)
    # A form of a page may end at another origin: Chromium would hold `form-action` against the redirects after it.
    assert "form-action" not in page.header("Content-Security-Policy")
    answer = dict(parse_qsl(urlsplit(through(person, "ameli", "jeanloup").url).query))
    assert redeem(habit, client, metadata["token_endpoint"], answer["code"], verifier, asked).status == 200
