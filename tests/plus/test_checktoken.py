"""The data provider's question, row by row (contract §10, §7.3, §8.3; the second half of fact 30), and a whole exchange."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from jwcrypto import jwe, jwk

from broker.app import ports_of
from broker.data_providers import DataProviders
from broker.parties.data_provider import DataProvider
from broker.pivot import PivotIdentity
from broker.release import DataScopes
from broker.settings import load_settings
from broker.steps import checktoken
from broker.subject import subject_for
from doublure.exchange import Answer, Parameters, Request
from doublure.settings import SettingsError, config_folder
from doublure.testing.pages import Page
from tests.broker.house import SECRET, Backend, House, Visitor, claims_of, header_of, json_of
from tests.plus.reader import verified

CLIENT = {"client_id": "data-provider", "client_secret": "data-provider-at-the-hub-for-local-use-only-0123456789"}
AUTH_SECRET = "data-provider-and-relying-parties-for-local-use-only-0123456789"
SCOPE = "openid identite_pivot dgfip_rfr dgfip_aft email"
REGISTRY = {"gender", "family_name", "given_name", "given_name_array", "birthdate", "birthplace", "birthcountry"}


@pytest.fixture(scope="session")
def low_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("state"), others=("impots", "data-provider"))
    yield house
    house.stop()


@pytest.fixture(params=["franceconnect", "franceconnect-plus"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Everything here holds on both platforms."""
    running: House = request.getfixturevalue("low_running" if request.param == "franceconnect" else "running")
    running.forget()
    yield running
    running.forget()


def logged_in(house: House, scope: str = SCOPE) -> tuple[str, dict[str, Any]]:
    """An access token of bruno for sandbox, and the ID token's claims."""
    idp = "impots" if house.platform == "franceconnect" else "alicem"
    tokens = json_of(Backend(house).redeems(Visitor(house).arrives(idp, scope=scope)["code"]))
    return tokens["access_token"], claims_of(tokens["id_token"])


def asks(house: House, token: str, /, **changed: str | None) -> Page:
    """The data provider's question to the hub."""
    fields = {"token": token, **CLIENT} | changed
    return Backend(house).posts("/checktoken", {name: value for name, value in fields.items() if value is not None})


def journalled(house: House, code: str) -> bool:
    """Whether the last refusal in the journal bears *code*."""
    refused = [record.event for record in house.ring.records() if getattr(record.event, "name", "") == "REFUSED"]
    return bool(refused[-1].facts["code"] == code)


def opened(house: House, page: Page) -> dict[str, Any]:
    """The signed answer inside, opened and verified without our code."""
    sealed = jwe.JWE()
    alg = header_of(page.text)["alg"]
    kept = json.loads((house.ports.state / "keys" / "data-provider.json").read_text("utf-8"))["keys"]
    sealed.deserialize(page.text, jwk.JWK(**next(key for key in kept if key["kty"] == ("EC" if alg == "ECDH-ES" else "RSA"))))
    signed = str(sealed.payload.decode())
    assert header_of(signed) == {"alg": "ES256", "kid": header_of(signed)["kid"]}
    return verified(signed, house)


def test_an_active_token_is_introspected_signed_and_encrypted(house: House) -> None:
    token, id_token = logged_in(house)
    page = asks(house, token)
    assert (page.status, page.header("Content-Type")) == (200, "application/token-introspection+jwt")
    assert not page.header("Set-Cookie")
    alg, more = ("ECDH-ES", {"epk"}) if house.platform == "franceconnect" else ("RSA-OAEP-256", set())
    assert set(header_of(page.text)) == {"alg", "enc"} | more
    assert (header_of(page.text)["alg"], header_of(page.text)["enc"]) == (alg, "A256GCM")
    answer = opened(house, page)
    assert set(answer) == {"token_introspection", "iss", "aud", "iat"}
    assert (answer["iss"], answer["aud"], answer["iat"]) == (house.hub, "data-provider", house.clock.now())
    said = answer["token_introspection"]
    assert set(said) == {"active", "aud", "sub", "iat", "exp", "acr", "jti", "scope"} | REGISTRY
    assert (said["active"], said["aud"], said["scope"], said["acr"]) == (True, "sandbox", "dgfip_rfr dgfip_aft", house.acr)
    assert said["exp"] - said["iat"] == 60
    assert (said["given_name"], said["family_name"], said["given_name_array"]) == ("Bruno", "FACTICE", ["Bruno"])
    assert said["sub"] != id_token["sub"]
    assert len(said["sub"]) == 66
    assert token not in json.dumps(said)


def test_the_sub_is_the_data_providers_own_and_stays_the_same(house: House) -> None:
    first, second = (opened(house, asks(house, logged_in(house)[0]))["token_introspection"] for _ in range(2))
    assert first["sub"] == second["sub"]
    assert first["jti"] != second["jti"]
    settings = load_settings(config_folder(), house.addresses)
    key = settings.platforms[house.platform].subject_key.reveal()
    pivot = house.ports.people().by_login("bruno")
    assert first["sub"] == subject_for("data-provider", PivotIdentity.of(pivot.model_dump(mode="json")), key)


def test_the_scope_is_what_was_granted_and_this_provider_may_know(house: House) -> None:
    said = opened(house, asks(house, logged_in(house, "openid email")[0]))["token_introspection"]
    assert (said["active"], said["scope"]) == (True, "")


def test_the_token_counts_for_its_sixty_seconds_and_not_the_grant_for_its_thirty(house: House) -> None:
    token, _ = logged_in(house)
    house.clock.advance(45)
    assert Backend(house).reads(token).status == 401
    assert opened(house, asks(house, token))["token_introspection"]["active"] is True


@pytest.mark.parametrize("death", ["expired", "unknown", "revoked", "replayed", "client gone", "nonsense"])
def test_fact_30_a_dead_token_is_inactive_in_the_same_envelope(house: House, death: str) -> None:
    house.register(client_id="mortal", scope=SCOPE)
    visitor = Visitor(house)
    code = visitor.arrives("impots" if house.platform == "franceconnect" else "alicem", client_id="mortal", scope=SCOPE)["code"]
    backend = Backend(house, "mortal")
    token = json_of(backend.redeems(code))["access_token"]
    assert opened(house, asks(house, token))["token_introspection"]["active"] is True
    match death:
        case "expired":
            house.clock.advance(60)
        case "unknown":
            token = "z" * 43
        case "revoked":
            form = {"token": token, "client_id": "mortal", "client_secret": SECRET}
            assert backend.posts("/token/revocation", form).status == 200
        case "replayed":
            assert backend.redeems(code).status == 400
        case "client gone":
            house.register(client_id="mortal", scope=SCOPE, active=False)
        case _:
            token = "not a token; é"
    page = asks(house, token)
    assert (page.status, page.header("Content-Type")) == (200, "application/token-introspection+jwt")
    answer = opened(house, page)
    assert set(answer) == {"token_introspection", "iss", "aud", "iat"}
    assert answer["token_introspection"] == {"active": False}


MALFORMED = (400, {"error": "invalid_request", "error_description": "Required parameter missing or invalid."}, "Y100013")
UNPROVED = {"error": "invalid_client", "error_description": "Client authentication failed."}


@pytest.mark.parametrize(("changed", "status", "document", "code"), [
    ({"token": None}, *MALFORMED), ({"token": ""}, *MALFORMED), ({"client_id": None}, *MALFORMED),
    ({"client_id": ""}, *MALFORMED), ({"client_secret": None}, *MALFORMED), ({"client_secret": ""}, *MALFORMED),
    ({"token_type_hint": "access_token"}, *MALFORMED), ({"client_id": "nobody"}, 401, UNPROVED, "Y330001"),
    ({"client_id": "sandbox", "client_secret": SECRET}, 401, UNPROVED, "Y330001"),
    ({"client_secret": "wrong" * 10}, 401, UNPROVED, "Y330002"),
])
def test_each_mistake_has_its_status_and_its_code_in_the_journal(
    house: House, changed: dict[str, str | None], status: int, document: dict[str, str], code: str
) -> None:
    page = asks(house, "z" * 43, **changed)
    assert (page.status, json_of(page)) == (status, document)
    assert journalled(house, code)


@pytest.mark.parametrize("body", ["token=a&token=b&client_id=c&client_secret=d", "token=%FF&client_id=c&client_secret=d", ""])
def test_a_body_that_cannot_be_read_is_malformed(house: House, body: str) -> None:
    page = Visitor(house).request("POST", f"{house.hub}/checktoken", body)
    assert (page.status, json_of(page)) == MALFORMED[:2]


def test_the_address_answers_a_post_and_nothing_else(house: House) -> None:
    assert Visitor(house).request("GET", f"{house.hub}/checktoken").status == 404


def test_a_relying_party_calls_the_data_provider_with_its_token(house: House) -> None:
    token, _ = logged_in(house)
    address = f"{house.addresses.public('data-provider')}/api/v1/data?platform={house.platform}"
    visitor = Visitor(house)
    page = visitor.request("GET", address, None, {"Authorization": f"Bearer {token}"})
    answer = json_of(page)
    assert (page.status, set(answer["data"]), answer["for"]) == (200, {"dgfip_rfr", "dgfip_aft"}, "sandbox")
    posted = f"token={base64.b64encode(token.encode()).decode().replace('=', '%3D')}&auth_secret={AUTH_SECRET}"
    assert json_of(visitor.request("POST", address, posted)) == answer
    for headers, status, error in (({"Authorization": "Bearer " + "z" * 43}, 401, "invalid_token"), ({}, 400, "invalid_request"),
                                   ({"Authorization": f"Basic {token}"}, 400, "invalid_request")):
        refused = visitor.request("GET", address, None, headers)
        assert (refused.status, json_of(refused)["error"]) == (status, error)
    for body in (f"token={token}&auth_secret=wrong", f"auth_secret={AUTH_SECRET}", f"token=%%%&auth_secret={AUTH_SECRET}"):
        assert visitor.request("POST", address, body).status == 400
    elsewhere = address.replace(house.platform, "openid")
    assert visitor.request("GET", elsewhere, None, {"Authorization": f"Bearer {token}"}).status == 400
    no_data, _ = logged_in(house, "openid")
    refused = visitor.request("GET", address, None, {"Authorization": f"Bearer {no_data}"})
    assert (refused.status, json_of(refused)["error"]) == (403, "insufficient_scope")


def test_the_example_of_a_call_works_and_tells_a_dead_token(house: House) -> None:
    spec = spec_from_file_location("data_provider_call", Path(__file__).parents[2] / "docs/examples/data_provider_call.py")
    assert spec is not None
    assert spec.loader is not None
    example = module_from_spec(spec)
    spec.loader.exec_module(example)
    address = f"{house.addresses.public('data-provider')}/api/v1/data"
    assert set(example.data_of(logged_in(house)[0], house.platform, address)) == {"dgfip_rfr", "dgfip_aft"}
    with pytest.raises(example.DataRefusedError) as refused:
        example.data_of("z" * 43, house.platform, address)
    assert refused.value.error == "invalid_token"


def test_the_exchange_stands_in_the_persons_history(house: House) -> None:
    token, _ = logged_in(house)
    opened(house, asks(house, token))
    accounts = house.accounts
    account = accounts.account_of(PivotIdentity.of(house.ports.people().by_login("bruno").model_dump(mode="json")))
    newest = accounts.history(account, 1).events[0]
    assert (newest.kind, newest.scope, newest.client_id) == ("DP_VERIFIED_FC_CHECKTOKEN", "dgfip_rfr dgfip_aft", "sandbox")


def test_the_scopes_of_data_providers_stand_on_the_confirmation_page_by_provider(house: House) -> None:
    visitor = Visitor(house)
    visitor.asks(scope=SCOPE)
    page = visitor.proves("impots" if house.platform == "franceconnect" else "alicem")
    assert "Direction générale des Finances publiques" in page.text
    assert "Revenu fiscal de référence" in page.text
    assert "Adresse déclarée au 1er Janvier" in page.text
    assert "Nombre de parts du foyer fiscal" not in page.text


def _registered(house: House, **changed: Any) -> DataProvider:
    settings = load_settings(config_folder(), house.addresses)
    found = next(each for each in settings.data_providers if each.platform == house.platform)
    return DataProvider.model_validate({**found.model_dump(), **changed})


def test_what_a_registration_says_of_scopes_narrows_them_and_an_inactive_one_is_unknown(house: House) -> None:
    release = load_settings(config_folder(), house.addresses).releases[house.platform]

    def asker(**changed: Any) -> Any:
        return DataProviders(house.platform, [_registered(house, **changed)], release).find("data-provider")

    assert len(asker().scopes) == 44
    assert asker(scope="dgfip_rfr").scopes == {"dgfip_rfr"}
    assert asker(active=False) is None
    assert asker(platform="franceconnect" if house.platform != "franceconnect" else "franceconnect-plus") is None
    with pytest.raises(ValueError, match="jwks_uri"):
        asker(jwks_uri=None)


def test_a_platform_that_names_data_scopes_nobody_has_is_told_at_start(house: House) -> None:
    with pytest.raises(SettingsError, match="nobody"):
        DataScopes(data_provider=()).of(["nobody"])


def published(*keys: jwk.JWK, **changed: str) -> dict[str, Any]:
    """Keys of a data provider in its registration, each with members *changed*."""
    return {"jwks_uri": None, "jwks": {"keys": [json.loads(key.export_public()) | changed for key in keys]}}


EC = [jwk.JWK.generate(kty="EC", crv="P-256", use="enc", kid=kid) for kid in ("first", "second")]
SIGNING = jwk.JWK.generate(kty="EC", crv="P-256", use="sig")
WEAK = jwk.JWK.generate(kty="RSA", size=1024, use="enc")


def asked_by(house: House, **registered: Any) -> Answer:
    """The hub's answer to a data provider whose registration says *registered*."""
    ports, registration = ports_of(house.hubs[0]), {"checktoken_encrypted_response_alg": "ECDH-ES", **registered}
    odd = replace(ports, data_providers=DataProviders(house.platform, [_registered(house, **registration)], ports.release))
    return checktoken.answer(odd, Request(method="POST", path="/api/v2/checktoken",
                                          form=Parameters.of({"token": "z" * 43, **CLIENT})))


@pytest.mark.parametrize(("registered", "code", "description"), [
    ({"jwks_uri": "http://localhost:1/jwks"}, "Y440010", "the keys of the data provider cannot be fetched"),
    ({"jwks_uri": None, "jwks": {"keys": []}}, "Y440001",
     "no key of the data provider fits its checktoken_encrypted_response_alg"),
    (published(SIGNING), "Y440001", "no key of the data provider fits its checktoken_encrypted_response_alg"),
    (published(WEAK), "Y440001", "no key of the data provider fits its checktoken_encrypted_response_alg"),
    (published(EC[0], y="AAAA"), "Y440004", "the key of the data provider cannot be imported"),
    (published(EC[0], d="AAAA"), "Y440004", "the key of the data provider cannot be imported"),
    ({**published(WEAK), "checktoken_encrypted_response_alg": "RSA-OAEP-256"}, "Y440004",
     "the key of the data provider cannot be imported"),
    (published(*EC), "Y440009", "several keys of the data provider fit its checktoken_encrypted_response_alg"),
], ids=["nobody there", "no key", "only one to verify with", "another kind", "off the curve", "private", "weak", "two"])
def test_keys_of_the_data_provider_that_cannot_be_used_are_an_error_of_the_server(
    house: House, registered: dict[str, Any], code: str, description: str
) -> None:
    answer = asked_by(house, **registered)
    assert (answer.status, json.loads(answer.body)) == (500, {"error": "server_error", "error_description": description})
    assert journalled(house, code)


@pytest.mark.parametrize("registered", [
    published(EC[0], SIGNING, WEAK), {"jwks_uri": None, "jwks": {"keys": [
        json.loads(EC[0].export_public()) | {"alg": "ECDH-ES"}, json.loads(EC[1].export_public()),
        json.loads(WEAK.export_public()) | {"n": "?"}]}},
], ids=["one beside others", "one that names its algorithm"])
def test_one_key_that_fits_best_is_enough(house: House, registered: dict[str, Any]) -> None:
    answer = asked_by(house, **registered)
    assert (answer.status, answer.content_type) == (200, "application/token-introspection+jwt")
    assert header_of(answer.body.decode())["alg"] == "ECDH-ES"
    token = jwe.JWE()
    token.deserialize(answer.body.decode(), EC[0])


def test_an_algorithm_that_the_platform_does_not_sign_with_is_told_as_such(house: House) -> None:
    answer = asked_by(house, checktoken_signed_response_alg="RS256")
    if house.platform == "franceconnect":
        assert answer.status == 200
        return
    assert (answer.status, json.loads(answer.body)["error"]) == (500, "server_error")
    assert journalled(house, "Y440008")
