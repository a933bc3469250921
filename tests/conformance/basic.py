"""The modules of the plan Basic OP, one function each: what the official module asserts, asserted here.

A module gets the relying party it plays with, and a second one; `mode` is the response mode of the plan that runs it.
"""

from __future__ import annotations

import math
import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doublure.testing.person import Person
from tests.openid.installation import EVERYTHING, Installation, Service, arrived, browser, challenge, json_of, stayed, through

__all__ = ["BASIC", "Bench"]

#: The claims that each scope asks for (Core §5.4).
SCOPES = {
    "profile": {"name", "given_name", "family_name", "gender", "birthdate"},
    "email": {"email", "email_verified"}, "address": {"address"}, "phone": {"phone_number", "phone_number_verified"},
}
LONG_STATE = "x" * 120 + "-._~abcd"
_DATE = re.compile(r"(\d{4}|0000)-(\d{2})-(\d{2})|\d{4}")


@dataclass
class Bench:
    """What a module plays with: `rp` uses Basic, `second` is another client, `mode` goes into every request."""

    op: Installation
    rp: Service
    second: Service
    mode: str | None

    def login(self, person: Person | None = None, **changed: Any) -> dict[str, str]:
        return self.rp.logs_in(person or browser(), **self.asked(changed))

    def tokens(self, person: Person | None = None, **changed: Any) -> dict[str, Any]:
        return self.rp.tokens(person or browser(), **self.asked(changed))

    def asked(self, changed: dict[str, Any]) -> dict[str, Any]:
        return changed if self.mode is None else {"response_mode": self.mode, **changed}

    def silently(self, person: Person, **changed: Any) -> dict[str, str]:
        """A request whose answer must come without any page."""
        return arrived(self.rp.asks(person, **self.asked(changed)))

    def told(self, tokens: dict[str, Any], way: str = "get") -> dict[str, Any]:
        page = self.rp.userinfo(tokens["access_token"], way=way)
        assert page.header("Content-Type").startswith("application/json")
        found = json_of(page, 200)
        assert found["sub"] == tokens["claims"]["sub"]
        well_formed(found)
        return found


def well_formed(claims: dict[str, Any]) -> None:
    """Core §5.1: no empty text, no "null", real dates, the types of the standard."""
    for name, value in claims.items():
        assert value not in ("", "null", None), name
    if "birthdate" in claims:
        assert _DATE.fullmatch(claims["birthdate"])
        assert 1850 <= date.fromisoformat(claims["birthdate"]).year <= 2026
    assert all(isinstance(claims.get(name, True), bool) for name in ("email_verified", "phone_number_verified"))
    assert isinstance(claims.get("address", {}), dict)
    assert re.fullmatch(r"\+\d{6,15}", claims.get("phone_number", "+33639980102"))


def server(bench: Bench) -> None:
    parameters = bench.rp.request(**bench.asked({}))
    person = browser()
    bench.rp.sends(person, parameters)
    answer = through(person)
    assert set(answer) == {"code", "state", "iss"}
    assert answer["state"] == parameters["state"]
    assert len(answer["code"]) * 6 >= 128
    counted = Counter(answer["code"]).values()
    assert -sum(n * math.log2(n / len(answer["code"])) for n in counted) > 96
    tokens = bench.rp.verified(json_of(bench.rp.redeems(answer["code"]), 200))
    assert tokens["claims"]["nonce"] == parameters["nonce"]
    assert isinstance(tokens["expires_in"], int)
    assert set(tokens["claims"]) <= {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr"}, "nothing unasked"
    kids = [key.kid for key in bench.op.keys().keys]
    assert len(set(kids)) == len(kids)
    assert tokens["header"]["kid"] in kids


def response_type_missing(bench: Bench) -> None:
    answer = bench.silently(browser(), response_type=None)
    assert answer["error"] in {"invalid_request", "unsupported_response_type"}


def idtoken_signature(bench: Bench) -> None:
    rp = bench.op.register("asked-for-no-algorithm")
    assert rp.tokens(browser())["header"]["alg"] == "RS256"


def idtoken_unsigned(bench: Bench) -> None:
    """The official module is skipped where `none` is not announced: it is not, and nobody can be registered for it."""
    assert "none" not in bench.op.discovery()["id_token_signing_alg_values_supported"]


def userinfo(way: str) -> Callable[[Bench], None]:
    def module(bench: Bench) -> None:
        bench.told(bench.tokens(), way)

    return module


def without_nonce(bench: Bench) -> None:
    assert "nonce" not in bench.tokens(nonce=None)["claims"]


def scope(*names: str) -> Callable[[Bench], None]:
    def module(bench: Bench) -> None:
        assert {*names} <= set(bench.op.discovery()["scopes_supported"])
        expected = set().union(*(SCOPES[name] for name in names))
        assert set(bench.told(bench.tokens(scope=" ".join(["openid", *names])))) - {"sub"} == expected

    return module


def alternate_happy_flow(bench: Bench) -> None:
    reordered = dict(reversed(bench.rp.request(**bench.asked({"scope": "email openid"})).items()))
    person = browser()
    bench.rp.sends(person, reordered)
    tokens = bench.rp.verified(json_of(bench.rp.redeems(through(person)["code"]), 200))
    assert "email" in bench.told(tokens)


def harmless(**parameters: str) -> Callable[[Bench], None]:
    """A parameter that may be honoured or ignored, and must not break the request."""
    def module(bench: Bench) -> None:
        bench.tokens(**parameters)

    return module


def prompt_login(bench: Bench) -> None:
    person = browser()
    first = bench.tokens(person)
    bench.op.clock.seconds += 5
    assert bench.rp.asks(person, **bench.asked({"prompt": "login"})).has("idp-impots"), "she must prove herself again"
    second = bench.rp.verified(json_of(bench.rp.redeems(through(person)["code"]), 200))
    assert second["claims"]["sub"] == first["claims"]["sub"]
    assert second["claims"]["auth_time"] > first["claims"]["auth_time"]


def prompt_none_not_logged_in(bench: Bench) -> None:
    answer = bench.silently(browser(), prompt="none", state=LONG_STATE)
    assert answer["error"] in {"login_required", "interaction_required", "account_selection_required", "consent_required"}
    assert answer["state"] == LONG_STATE
    assert set(answer) <= {"error", "error_description", "error_uri", "state", "session_state", "iss"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer["error_description"])


def silent(**second: str) -> Callable[[Bench], None]:
    """A login, then a request that must be answered from the session: the same sub, the same auth_time."""
    def module(bench: Bench) -> None:
        person = browser()
        first = bench.tokens(person, **({"max_age": "15000"} if "max_age" in second else {}))
        bench.op.clock.seconds += 2
        hint = {"id_token_hint": first["id_token"]} if "id_token_hint" in second else {}
        answer = bench.silently(person, **{**second, **hint})
        again = bench.rp.verified(json_of(bench.rp.redeems(answer["code"]), 200))
        for name in ("sub", "auth_time"):
            assert again["claims"][name] == first["claims"][name]

    return module


def max_age_1(bench: Bench) -> None:
    person = browser()
    first = bench.tokens(person)
    bench.op.clock.seconds += 2
    assert bench.rp.asks(person, **bench.asked({"max_age": "1"})).has("idp-impots")
    second = bench.rp.verified(json_of(bench.rp.redeems(through(person)["code"]), 200))
    assert second["claims"]["auth_time"] > first["claims"]["auth_time"]
    assert bench.op.clock.now() - second["claims"]["auth_time"] <= 1


def acr_values(bench: Bench) -> None:
    supported = bench.op.discovery()["acr_values_supported"]
    assert bench.tokens(acr_values=" ".join(supported))["claims"]["acr"] in supported


def valid_pkce(bench: Bench) -> None:
    verifier = secrets.token_urlsafe(48)
    answer = bench.login(code_challenge=challenge(verifier), code_challenge_method="S256")
    bench.rp.verified(json_of(bench.rp.redeems(answer["code"], code_verifier=verifier), 200))


def post_request(bench: Bench) -> None:
    bench.tokens(method="POST")


def codereuse(bench: Bench) -> None:
    code = bench.login()["code"]
    json_of(bench.rp.redeems(code), 200)
    assert json_of(bench.rp.redeems(code), 400)["error"] == "invalid_grant"


def codereuse_30_seconds(bench: Bench) -> None:
    code = bench.login()["code"]
    tokens = json_of(bench.rp.redeems(code), 200)
    bench.op.clock.seconds += 30
    assert json_of(bench.rp.redeems(code), 400)["error"] == "invalid_grant"
    assert bench.rp.userinfo(tokens["access_token"]).status == 401, "what the code gave is revoked"


def registered_redirect_uri(bench: Bench) -> None:
    stayed(bench.rp.asks(browser(), **bench.asked({"redirect_uri": f"{bench.rp.redirect_uri}/{secrets.token_hex(5)}"})))


def client_secret_post(bench: Bench) -> None:
    rp = bench.op.register("with-post", token_endpoint_auth_method="client_secret_post")
    rp.tokens(browser(), **bench.asked({}))


def not_supported(error: str, **parameters: str) -> Callable[[Bench], None]:
    """A request object that is said to be unsupported, in so many words; ignoring it would be a failure."""
    def module(bench: Bench) -> None:
        document = bench.op.discovery()
        assert not document["request_parameter_supported"]
        assert not document["request_uri_parameter_supported"]
        assert bench.silently(browser(), **parameters)["error"] == error

    return module


def request_object_with_redirect_uri(bench: Bench) -> None:
    stayed(bench.rp.asks(browser(), request=_UNSIGNED, redirect_uri=bench.rp.redirect_uri + "/bad"))


def claims_essential(bench: Bench) -> None:
    told = bench.told(bench.tokens(claims='{"userinfo":{"name":{"essential":true}}}'))
    assert told["name"] == "Bruno FACTICE"


def refresh_token(bench: Bench) -> None:
    document = bench.op.discovery()
    assert "refresh_token" in document["grant_types_supported"]
    assert "offline_access" in document["scopes_supported"]
    first = bench.tokens(scope="openid offline_access", prompt="consent")
    bench.op.clock.seconds += 60
    again = bench.rp.verified(json_of(bench.rp.refreshes(first["refresh_token"]), 200))
    for name in ("iss", "sub", "aud", "auth_time"):
        assert again["claims"][name] == first["claims"][name]
    assert again["claims"]["iat"] > first["claims"]["iat"]
    assert again["claims"].get("nonce") in {None, first["claims"]["nonce"]}
    assert again["refresh_token"] != first["refresh_token"]
    bench.told(again)
    other = bench.second.tokens(browser(), scope="openid offline_access", nonce="n" * 38 + "-._~!", **bench.asked({}))
    assert json_of(bench.rp.refreshes(other["refresh_token"]), 400)["error"] == "invalid_grant"


#: `{"alg":"none"}` and an empty object.
_UNSIGNED = "eyJhbGciOiJub25lIn0.e30."

BASIC: dict[str, Callable[[Bench], None]] = {
    "oidcc-server": server,
    "oidcc-response-type-missing": response_type_missing,
    "oidcc-idtoken-signature": idtoken_signature,
    "oidcc-idtoken-unsigned": idtoken_unsigned,
    "oidcc-userinfo-get": userinfo("get"),
    "oidcc-userinfo-post-header": userinfo("post header"),
    "oidcc-userinfo-post-body": userinfo("post body"),
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": without_nonce,
    "oidcc-scope-profile": scope("profile"),
    "oidcc-scope-email": scope("email"),
    "oidcc-scope-address": scope("address"),
    "oidcc-scope-phone": scope("phone"),
    "oidcc-scope-all": scope(*EVERYTHING.split()[1:]),
    "oidcc-alternate-happy-flow": alternate_happy_flow,
    "oidcc-display-page": harmless(display="page"),
    "oidcc-display-popup": harmless(display="popup"),
    "oidcc-prompt-login": prompt_login,
    "oidcc-prompt-none-not-logged-in": prompt_none_not_logged_in,
    "oidcc-prompt-none-logged-in": silent(prompt="none"),
    "oidcc-max-age-1": max_age_1,
    "oidcc-max-age-10000": silent(max_age="10000"),
    "oidcc-id-token-hint": silent(prompt="none", id_token_hint="the first one"),
    "oidcc-login-hint": harmless(login_hint="buffy@example.org"),
    "oidcc-ui-locales": harmless(ui_locales="se"),
    "oidcc-claims-locales": harmless(claims_locales="se"),
    "oidcc-ensure-request-with-acr-values-succeeds": acr_values,
    "oidcc-ensure-request-with-unknown-parameter-succeeds": harmless(extra="foobar"),
    "oidcc-ensure-request-with-valid-pkce-succeeds": valid_pkce,
    "oidcc-ensure-post-request-succeeds": post_request,
    "oidcc-codereuse": codereuse,
    "oidcc-codereuse-30seconds": codereuse_30_seconds,
    "oidcc-ensure-registered-redirect-uri": registered_redirect_uri,
    "oidcc-server-client-secret-post": client_secret_post,
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": not_supported(
        "request_uri_not_supported", request_uri="http://localhost:3000/request.jwt"),
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": not_supported(
        "request_not_supported", request=_UNSIGNED),
    "oidcc-ensure-request-object-with-redirect-uri": request_object_with_redirect_uri,
    "oidcc-claims-essential": claims_essential,
    "oidcc-refresh-token": refresh_token,
}
