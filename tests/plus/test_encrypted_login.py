"""A whole login on franceconnect-plus, opened and verified by jwcrypto (contract §1.5, §1.6, §7.2; facts 7 and 20)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from joserfc.jwk import ECKey, RSAKey

from broker.parties import client_from
from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from doublure.oidc.provider.credentials import ASSERTION_TYPE
from tests.broker.house import NONCE, Backend, House, Visitor, header_of, json_of
from tests.oidc.core.loopback import Said, said_json
from tests.plus.reader import Reader, verified


@pytest.fixture(autouse=True)
def _everything_published(reader: Reader) -> Iterator[None]:
    yield
    reader.publishes("EC", "RSA")


@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_another_library_opens_and_verifies_a_complete_login(house: House, reader: Reader, alg: str) -> None:
    reader.registers(house, alg)
    backend, tokens, _ = reader.logs_in(house)
    assert set(tokens) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    page = backend.reads(tokens["access_token"])
    assert page.header("Content-Type") == "application/jwt; charset=utf-8"
    expected = {"alg": alg, "enc": "A256GCM", "cty": "JWT", "iss": house.hub, "aud": "reader",
                "kid": "reader-ec" if alg == "ECDH-ES" else "reader-rsa"}
    for sealed in (tokens["id_token"], page.text):
        header = header_of(sealed)
        assert ("epk" in header) is (alg == "ECDH-ES")
        assert {name: value for name, value in header.items() if name != "epk"} == expected
        assert set(header_of(reader.opens(sealed))) == {"alg", "kid"}
        assert header_of(reader.opens(sealed))["alg"] == "ES256"
    id_token, userinfo = verified(reader.opens(tokens["id_token"]), house), verified(reader.opens(page.text), house)
    assert set(id_token) == {"sub", "auth_time", "acr", "nonce", "aud", "exp", "iat", "iss"}
    assert (id_token["aud"], id_token["iss"], id_token["nonce"], id_token["acr"]) == ("reader", house.hub, NONCE, "eidas2")
    assert id_token["exp"] - id_token["iat"] == 60
    assert userinfo["sub"] == id_token["sub"]
    assert userinfo["family_name"] == "FACTICE"


def test_a_registration_without_enc_means_the_one_the_platform_announces(house: House, reader: Reader) -> None:
    reader.registers(house, "ECDH-ES", id_token_encrypted_response_enc="", userinfo_encrypted_response_enc="")
    _, tokens, _ = reader.logs_in(house)
    assert header_of(tokens["id_token"])["enc"] == "A256GCM"


@pytest.mark.parametrize(("said", "alg", "description", "code"), [
    (Said(status=500), "ECDH-ES", "client JSON Web Key Set failed to be refreshed (status_500)", "Y044D511"),
    (Said(status=404), "RSA-OAEP", "client JSON Web Key Set failed to be refreshed (status_404)", "Y044D511"),
    (Said(b"<html>", media="text/html"), "ECDH-ES", "client JSON Web Key Set is invalid", "Y0450142"),
    (said_json({}), "ECDH-ES", "client JSON Web Key Set is invalid", "Y0450142"),
    (said_json({"keys": []}), "ECDH-ES", "no suitable encryption key found (no key for ECDH-ES)", "Y046B607"),
    (said_json({"keys": []}), "RSA-OAEP-256", "no suitable encryption key found (no key for RSA-OAEP-256)", "Y046B607"),
])
def test_keys_that_cannot_be_had_are_the_clients_fault_with_the_contracts_code(
    house: House, reader: Reader, said: Said, alg: str, description: str, code: str
) -> None:
    reader.registers(house, alg)
    house.clock.advance(61)
    reader.server.routes["/jwks"] = lambda _: said
    _, answer, status = reader.logs_in(house)
    assert (status, answer["error"], answer["error_description"]) == (400, "invalid_client_metadata", description)
    assert f"/errors/{code}?id=" in answer["error_uri"]


def test_nobody_listening_at_the_jwks_uri_is_told_as_such(house: House, reader: Reader) -> None:
    reader.registers(house, "ECDH-ES", redirect_uris=[reader.callback, "http://localhost:1/callback"],
                     jwks_uri="http://localhost:1/jwks")
    _, answer, status = reader.logs_in(house)
    assert (status, answer["error"]) == (400, "invalid_client_metadata")
    assert "Y044D511" in answer["error_uri"]


def test_userinfo_has_the_same_refusal_when_only_it_is_encrypted(house: House, reader: Reader) -> None:
    reader.registers(house, "ECDH-ES", id_token_encrypted_response_alg="", id_token_encrypted_response_enc="")
    house.clock.advance(61)
    reader.publishes("RSA")
    backend, tokens, status = reader.logs_in(house)
    assert status == 200
    page = backend.reads(tokens["access_token"])
    assert (page.status, json_of(page)["error"]) == (400, "invalid_client_metadata")
    assert "Y046B607" in json_of(page)["error_uri"]


@pytest.mark.parametrize("fields", [
    {"id_token_signed_response_alg": "RS256"}, {"userinfo_signed_response_alg": "HS256"},
    {"token_endpoint_auth_signing_alg": "RS256"},
    {"jwks_uri": "http://localhost:3000/jwks", "id_token_encrypted_response_alg": "RSA-OAEP",
     "id_token_encrypted_response_enc": "A128GCM"},
])
def test_an_algorithm_the_platform_does_not_announce_is_a_registration_that_cannot_be_served(
    house: House, visitor: Visitor, fields: dict[str, str]
) -> None:
    house.register(client_id="odd", **fields)
    page = visitor.asks(client_id="odd")
    assert (page.status, page.said("error-code")) == (400, "Y043310B")
    assert not page.has("back-to-sp-link")


@pytest.mark.parametrize("fields", [
    {"id_token_encrypted_response_alg": "RSA1_5"}, {"id_token_encrypted_response_enc": "A256GCM"},
    {"userinfo_encrypted_response_alg": "ECDH-ES"},
])
def test_encryption_that_can_never_work_is_refused_at_registration(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="encrypted_response"):
        client_from({"client_id": "x", "client_secret": "s" * 40, "redirect_uris": ["http://localhost:3000/"], **fields})


@pytest.mark.parametrize(("alg", "status"), [("ES256", 200), ("RS256", 401)])
def test_assertions_are_signed_with_the_one_algorithm_the_platform_announces(
    house: House, visitor: Visitor, alg: str, status: int
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"}) if alg == "ES256" else RSAKey.generate_key(2048, {"kid": "k"})
    house.register(client_id="signer", client_secret=None, token_endpoint_auth_method="private_key_jwt",
                   jwks={"keys": [key.as_dict(private=False)]})
    code = visitor.arrives("alicem", client_id="signer")["code"]
    assertion = private_key_jwt_sign(key, "signer", f"{house.hub}/token", alg=alg, issued_at=house.clock.now(), expires_in=60)
    page = Backend(house, "signer").redeems(
        code, client_secret=None, client_assertion=assertion, client_assertion_type=ASSERTION_TYPE)
    assert page.status == status
    assert status == 200 or "Y0480889" in json_of(page)["error_uri"]
