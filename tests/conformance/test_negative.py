"""Where FranceConnect contradicts the official modules: the same ids, run against its platforms, must fail as they do there.

Drift from the real service is then seen, whichever way it goes. The numbers are those of the list of contradictions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.oidc.provider.issuer import payload
from tests.openid.installation import CALLBACK, SECRET, Installation, arrived, browser, json_of, stayed, through, told

PLATFORMS = {"hub": "eidas1", "hub-plus": "eidas2"}
NONCE = "n" * 32


@dataclass
class Hub:
    """One of FranceConnect's platforms, asked as it wants to be asked."""

    op: Installation
    slug: str

    @property
    def issuer(self) -> str:
        return self.op.addresses.public(self.slug) + "/api/v2"

    def asks(self, person: Person | None = None, **changed: str | None) -> Page:
        usual = {"client_id": "sandbox", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid",
                 "acr_values": PLATFORMS[self.slug], "nonce": NONCE, "state": "state-of-a-test"}
        query = urlencode({name: value for name, value in (usual | changed).items() if value is not None})
        return (person or browser()).opens(f"{self.issuer}/authorize?{query}")

    def discovery(self) -> dict[str, Any]:
        return self.op.discovery(self.issuer)


@pytest.fixture(params=PLATFORMS)
def hub(request: pytest.FixtureRequest, op: Installation) -> Hub:
    return Hub(op, request.param)


#: Contradictions 1 to 6: a parameter that the module sends or leaves out, and the page that refuses it.
REFUSED: dict[str, dict[str, str | None]] = {
    "oidcc-server": {"nonce": "0123456789"},
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": {"nonce": None},
    "fapi2-security-profile-final-without-state-success": {"state": None},
    "oidcc-userinfo-get": {"acr_values": None},
    "oidcc-ensure-request-with-unknown-parameter-succeeds": {"extra": "foobar"},
    "oidcc-display-page": {"display": "page"},
    "oidcc-display-popup": {"display": "popup"},
    "oidcc-login-hint": {"login_hint": "buffy@example.org"},
    "oidcc-claims-locales": {"claims_locales": "se"},
    "oidcc-max-age-1": {"max_age": "1"},
    "oidcc-max-age-10000": {"max_age": "10000"},
    "oidcc-id-token-hint": {"id_token_hint": "hint"},
    "oidcc-ensure-request-with-valid-pkce-succeeds": {"code_challenge": "A" * 43, "code_challenge_method": "S256"},
    "oidcc-ensure-request-object-with-redirect-uri": {"request": "eyJhbGciOiJub25lIn0.e30."},
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": {"request_uri": "https://rp.test/r"},
    "oidcc-formpost-basic-certification-test-plan": {"response_mode": "form_post"},
    "oidcc-prompt-none-logged-in": {"prompt": "none"},
    "oidcc-prompt-none-not-logged-in": {"prompt": "none"},
    "oidcc-rp-initiated-logout": {"prompt": "none"},
    "prompt=select_account": {"prompt": "select_account"},
}


@pytest.mark.parametrize("module", REFUSED)
def test_what_the_module_needs_is_refused_on_a_page(hub: Hub, module: str) -> None:
    page = hub.asks(**REFUSED[module])
    assert page.status == 400
    stayed(page, "Y030007")
    assert re.search(r"<html lang=.fr", page.text), "contradiction 8: a page in French, no redirect"


def test_the_same_request_without_contradiction_is_served(hub: Hub) -> None:
    assert hub.asks().has("idp-ameli")


@pytest.mark.parametrize("response_type", ["id_token", "code id_token", "token"])
def test_only_the_code_flow_exists(hub: Hub, response_type: str) -> None:
    assert hub.discovery()["response_types_supported"] == ["code"]
    assert arrived(hub.asks(response_type=response_type))["error"] == "unsupported_response_type"


def test_metadata_lack_what_the_basic_plan_is_run_with(hub: Hub) -> None:
    document = hub.discovery()
    assert "client_secret_basic" not in document["token_endpoint_auth_methods_supported"], "contradiction 9"
    assert document["grant_types_supported"] == ["authorization_code"], "14"
    assert "offline_access" not in document["scopes_supported"], "14"
    assert not {"registration_endpoint", "check_session_iframe", "frontchannel_logout_supported"} & set(document), "15, 21"
    assert not {"address", "phone"} & set(document["scopes_supported"]), "16"
    assert document["subject_types_supported"] == ["pairwise"], "22"
    algorithms = document["id_token_signing_alg_values_supported"]
    assert ("RS256" in algorithms) is (hub.slug == "hub"), "10"


def test_userinfo_is_a_signed_jwt_and_there_is_no_refresh_token(op: Installation) -> None:
    hub, person = Hub(op, "hub"), browser()
    hub.asks(person)
    code = through(person)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": "sandbox",
            "client_secret": SECRET}
    tokens = json_of(Person().request("POST", hub.issuer + "/token", urlencode(form)), 200)
    assert "refresh_token" not in tokens, "14"
    assert "amr" not in payload(tokens["id_token"]), "22"
    page = Person().request("GET", f"{hub.issuer}/userinfo?access_token={tokens['access_token']}")
    assert (page.status, page.header("Content-Type").split(";")[0]) == (200, "application/jwt"), "11, 20"
    again = {"grant_type": "refresh_token", "refresh_token": "r" * 43, "client_id": "sandbox", "client_secret": SECRET}
    refused = json_of(Person().request("POST", hub.issuer + "/token", urlencode(again)), 400)
    assert refused["error"] == "unsupported_grant_type", "14"


def test_a_session_answers_by_the_hub_s_own_rule_whatever_prompt_says(op: Installation) -> None:
    hub, person = Hub(op, "hub"), browser()
    hub.asks(person)
    through(person)
    page = hub.asks(person, prompt="login")
    assert page.has("consent-continue"), "contradiction 7: prompt=login does not ask again who she is"


@pytest.mark.parametrize("parameters", [{}, {"state": "only"}, {"client_id": "sandbox"}],
                         ids=["no-params", "only-state", "no-id-token-hint"])
def test_a_logout_without_hint_is_refused(hub: Hub, parameters: dict[str, str]) -> None:
    page = browser().opens(f"{hub.issuer}/session/end?{urlencode(parameters)}")
    assert page.status == 400, "contradiction 18"
    assert told(page).startswith("Y")
