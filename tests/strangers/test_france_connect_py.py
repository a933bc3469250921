"""A relying party with france-connect-py, which has FranceConnect's paths built in."""

from __future__ import annotations

import secrets

import jwt
import pytest
import requests
from france_connect.clients import FranceConnect
from france_connect.enums import ACRValues, Scopes

from doublure.testing.person import parameters_of
from tests.stories.federation import Federation, log_out
from tests.strangers.registering import CALLBACK, Registered, registered, walks


@pytest.fixture(scope="module", params=["RS256", "ES256"])
def client(federation: Federation, request: pytest.FixtureRequest) -> Registered:
    return registered(federation, request.param, scope="openid profile birth email")


def library(client: Registered) -> FranceConnect:
    return FranceConnect(
        client_id=client.client_id, client_secret=client.client_secret, login_callback_url=CALLBACK,
        scopes=[Scopes.OPEN_ID, Scopes.PROFILE, Scopes.BIRTH, Scopes.EMAIL], logout_callback_url="http://localhost:1337/",
        fc_base_url=client.issuer.removesuffix("/api/v2"),
    )


def test_the_library_logs_somebody_in_reads_the_signed_userinfo_and_logs_her_out(client: Registered) -> None:
    fc = library(client)
    assert fc.get_configuration()["issuer"] == client.issuer
    url, nonce, state = fc.get_authentication_url([ACRValues.EIDAS1])
    person, came_back = walks(url, "mobileconnect")
    answer = parameters_of(came_back)
    assert answer["state"] == state
    tokens, claims = fc.get_id_token(answer["code"])
    assert claims["nonce"] == nonce
    told = fc.get_user_info(tokens["access_token"])
    assert (told["sub"], told["family_name"]) == (claims["sub"], "FACTICE")
    person.opens(fc.get_logout_url(tokens["id_token"], "bye"))
    assert log_out(person).url == "http://localhost:1337/?state=bye"


def test_the_library_refuses_a_token_for_somebody_else(client: Registered) -> None:
    fc = library(client)
    url, _, _ = fc.get_authentication_url()
    _, came_back = walks(url)
    tokens, _ = fc.get_id_token(parameters_of(came_back)["code"])
    fc.client_id = secrets.token_hex(32)
    with pytest.raises(jwt.InvalidAudienceError):
        fc.verify_jwt(tokens["id_token"])


def test_a_wrong_secret_is_an_http_error_for_the_library(client: Registered) -> None:
    fc = library(client)
    url, _, _ = fc.get_authentication_url()
    _, came_back = walks(url)
    fc.client_secret = "wrong"
    with pytest.raises(requests.HTTPError) as refused:
        fc.get_id_token(parameters_of(came_back)["code"])
    assert refused.value.response.json()["error"] == "invalid_client"
