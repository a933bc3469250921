"""What a registration says has an effect, at once (contract §8.1; §1.2 row 3; §1.5 private_key_jwt)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, Response
from house import CALLBACK, UIDS, Backend, House, Visitor, json_of
from joserfc import jwt
from joserfc.jwk import ECKey
from odd_provider import OddProvider
from pydantic import ValidationError

from broker.parties import client_from, identity_provider_from
from broker.registry import PROVIDERS
from simulator.listener import Listener
from simulator.sockets import listen_all

BASE = {"client_id": "x", "client_secret": "s" * 32, "redirect_uris": [CALLBACK]}


class PartySite:
    """The relying party's own site, which publishes its keys and the list of its sector."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "party", "use": "sig", "alg": "ES256"}, private=True)
        self.sector: Any = None
        sockets = listen_all({"party": 0})
        self.origin = f"http://localhost:{sockets['party'][0].getsockname()[1]}"
        app = Flask("party")
        app.add_url_rule("/jwks", "jwks", lambda: {"keys": [self.key.as_dict(private=False)]})
        app.add_url_rule("/sector", "sector", self._sector)
        self._listener = Listener("party", app, sockets["party"])
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()

    def _sector(self) -> Response:
        if self.sector is None:
            return Response("gone", 404)
        return Response(json.dumps(self.sector), content_type="application/json")

    def assertion(self, house: House, client_id: str, **changed: Any) -> str:
        now = house.clock.now()
        claims = {"iss": client_id, "sub": client_id, "aud": f"{house.hub}/token", "jti": uuid4().hex, "iat": now,
                  "exp": now + 60} | changed
        return jwt.encode({"alg": "ES256", "kid": "party"}, claims, self.key)


@pytest.fixture
def site() -> Iterator[PartySite]:
    site = PartySite()
    yield site
    site.stop()


def proved(house: House, site: PartySite, visitor: Visitor, **changed: Any) -> Any:
    code = visitor.arrives(client_id="asserting")["code"]
    return Backend(house).posts("/token", {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": "asserting",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": site.assertion(house, "asserting", **changed),
    })


def test_a_client_proves_itself_with_a_key_of_its_registration(visitor: Visitor, house: House, site: PartySite) -> None:
    house.register(client_id="asserting", token_endpoint_auth_method="private_key_jwt",
                   jwks={"keys": [site.key.as_dict(private=False)]})
    assert proved(house, site, visitor).status == 200


def test_a_client_proves_itself_with_a_key_it_publishes(visitor: Visitor, house: House, site: PartySite) -> None:
    house.register(client_id="asserting", token_endpoint_auth_method="private_key_jwt", jwks_uri=f"{site.origin}/jwks",
                   redirect_uris=[CALLBACK, f"{site.origin}/callback"])
    assert proved(house, site, visitor).status == 200


@pytest.mark.parametrize("changed", [{"aud": "https://elsewhere.example"}, {"exp": 1}, {"sub": "other"}, {"jti": None}])
def test_an_assertion_that_breaks_a_rule_is_refused(
    visitor: Visitor, house: House, site: PartySite, changed: dict[str, Any]
) -> None:
    house.register(client_id="asserting", token_endpoint_auth_method="private_key_jwt",
                   jwks={"keys": [site.key.as_dict(private=False)]})
    page = proved(house, site, visitor, **changed)
    # A sub that names another client contradicts client_id: that is a fault of the request (RFC 7521 §4.2).
    expected = (400, "invalid_request") if "sub" in changed else (401, "invalid_client")
    assert (page.status, json_of(page)["error"]) == expected


@pytest.mark.parametrize(("listed", "code"), [(None, "Y04A8220"), ({}, "Y049E35D"), ([], "Y049E35D")])
def test_a_sector_that_is_not_confirmed_stays_on_a_page(
    visitor: Visitor, house: House, site: PartySite, listed: Any, code: str
) -> None:
    site.sector = listed
    house.register(client_id="sectored", redirect_uris=[CALLBACK, f"{site.origin}/callback"],
                   sector_identifier_uri=f"{site.origin}/sector")
    page = visitor.asks(client_id="sectored")
    assert (page.said("error-code"), page.status) == (code, 400)


def test_a_sector_that_lists_the_redirect_uris_is_served(visitor: Visitor, house: House, site: PartySite) -> None:
    uris = [CALLBACK, f"{site.origin}/callback"]
    site.sector = uris
    house.register(client_id="sectored", redirect_uris=uris, sector_identifier_uri=f"{site.origin}/sector")
    assert visitor.asks(client_id="sectored").has("idp-impots")


def test_redirect_uris_of_several_hosts_need_a_sector(visitor: Visitor, house: House) -> None:
    house.register(client_id="wide", redirect_uris=[CALLBACK, "https://a.example.org/cb", "https://b.example.org/cb"])
    assert visitor.asks(client_id="wide").said("error-code") == "Y047AC5A"


@pytest.mark.parametrize(("changed", "field"), [
    ({"redirect_uris": []}, "redirect_uris"), ({"redirect_uris": ["javascript:x"]}, "redirect_uris"),
    ({"redirect_uris": [CALLBACK + "#f"]}, "redirect_uris"), ({"redirect_uris": ["/relative"]}, "redirect_uris"),
    ({"client_secret": "short"}, "client_secret"), ({"client_secret": None}, ""), ({"scope": "email"}, "scope"),
    ({"entityId": "short"}, "entityId"), ({"unknown": 1}, "unknown"), ({"platform": "other"}, "platform"),
    ({"id_token_signed_response_alg": "none"}, "id_token_signed_response_alg"),
    ({"token_endpoint_auth_method": "private_key_jwt"}, ""), ({"jwks_uri": "https://169.254.169.254/keys"}, ""),
    ({"allowedPrompts": ["none"]}, "allowedPrompts"), ({"client_id": ""}, "client_id"),
])
def test_a_registration_that_breaks_a_rule_names_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        client_from(BASE | changed)
    assert field in {str(part) for error in caught.value.errors() for part in (error["loc"] or ("",))}


def test_a_secret_never_reads_a_file_or_a_variable_of_this_machine_when_it_comes_by_the_api() -> None:
    for secret in ("env:" + "P" * 40, "file:/etc/" + "p" * 40):
        with pytest.raises(ValidationError):
            client_from(BASE | {"client_secret": secret})


def odd_registration(odd: OddProvider, **changed: Any) -> dict[str, Any]:
    given = {"discovery": False, "authzURL": f"{odd.issuer}/authorize", "tokenURL": f"{odd.issuer}/token",
             "userInfoURL": f"{odd.issuer}/userinfo", "jwksURL": f"{odd.issuer}/jwks"}
    return odd.registration(**(given | changed))


def test_a_provider_without_discovery_is_served_by_the_endpoints_of_its_registration(
    visitor: Visitor, house: House, odd: OddProvider
) -> None:
    house.control.set(PROVIDERS, odd.uid, json.dumps(odd_registration(odd)).encode())
    odd.answers["no_discovery"] = True
    visitor.asks()
    assert visitor.presses("idp-odd").has("consent-continue")


@pytest.mark.parametrize("changed", [{"jwksURL": None}, {"tokenURL": None}, {"id_token_signed_response_alg": "HS256"},
                                     {"allowedAcr": ["eidas9"]}, {"uid": "no-uuid"}, {"client_secret": "short"}])
def test_a_provider_registered_badly_is_refused(odd: OddProvider, changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        identity_provider_from(odd_registration(odd, **changed))


def test_an_allow_list_shows_only_its_providers(visitor: Visitor, house: House) -> None:
    house.register(client_id="choosy", idpFilterExclude=False, idpFilterList=[UIDS["ameli"]])
    page = visitor.asks(client_id="choosy")
    sent = {item.testid for form in page.forms for item in form.fields if item.sent and item.testid.startswith("idp-")}
    assert sent == {"idp-ameli"}
