"""A relying party with Authlib's Flask client, as its documentation shows it, with what the platform asks for."""

from __future__ import annotations

from typing import Any

import pytest
from authlib.common.security import generate_token
from authlib.integrations.flask_client import OAuth
from flask import Flask, session
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.wrappers import Response

from doublure.testing.person import Person
from tests.stories.federation import Federation, log_out
from tests.strangers.registering import CALLBACK, Registered, registered, walks


@pytest.fixture(scope="module")
def client(federation: Federation) -> Registered:
    return registered(federation)


def service(client: Registered) -> Flask:
    """The whole relying party: two routes, and one for the way out."""
    app = Flask("authlib-service")
    app.secret_key = "for this test only"
    oauth = OAuth(app)
    oauth.register(
        "franceconnect", client_id=client.client_id, client_secret=client.client_secret,
        server_metadata_url=f"{client.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid identite_pivot email", "token_endpoint_auth_method": "client_secret_post",
            # A token that lives 60 seconds is expired at once for whoever deducts 60.
            "leeway": 0,
        },
    )

    @app.get("/login")
    def login() -> Response:
        session["nonce"] = generate_token(32)
        found: Response = oauth.franceconnect.authorize_redirect(CALLBACK, nonce=session["nonce"], acr_values="eidas1")
        return found

    @app.get("/callback")
    def callback() -> dict[str, Any]:
        token = oauth.franceconnect.authorize_access_token()
        metadata = oauth.franceconnect.load_server_metadata()
        answer = oauth.franceconnect.get(metadata["userinfo_endpoint"], token=token)
        answer.raise_for_status()
        keys = KeySet.import_key_set(oauth.franceconnect.fetch_jwk_set())
        told = jwt.decode(answer.text, keys, algorithms=["ES256"]).claims
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": metadata["issuer"]}, aud={"essential": True, "value": client.client_id})
        registry.validate(told)
        session["id_token"] = token["id_token"]
        return {"id_token": dict(token["userinfo"]), "userinfo": told, "nonce": session["nonce"]}

    @app.get("/logout")
    def logout() -> Response:
        found: Response = oauth.franceconnect.logout_redirect("http://localhost:1337/", id_token_hint=session["id_token"])
        return found

    return app


def test_a_client_made_with_authlib_logs_in_verifies_the_id_token_and_reads_userinfo(client: Registered) -> None:
    browser = service(client).test_client()
    person, came_back = walks(browser.get("/login").headers["Location"])
    told: dict[str, Any] = browser.get(came_back.removeprefix("http://localhost:1337")).json  # type: ignore[assignment]
    assert told["id_token"]["iss"] == client.issuer
    assert told["id_token"]["aud"] == client.client_id
    assert told["id_token"]["acr"] == "eidas1"
    assert told["id_token"]["nonce"] == told["nonce"]
    assert len(told["nonce"]) == 32
    assert told["userinfo"]["sub"] == told["id_token"]["sub"]
    assert told["userinfo"] | {"given_name": "Bruno", "family_name": "FACTICE", "birthdate": "1979-10-02", "gender": "male",
                               "birthplace": "26274", "birthcountry": "99100",
                               "email": "bruno@example.org"} == told["userinfo"]
    assert bye(browser.get("/logout").headers["Location"], person).startswith("http://localhost:1337/?state=")


def bye(url: str, person: Person) -> str:
    """Where *person* arrives at the end of the way out."""
    person.opens(url)
    return log_out(person).url


def test_an_answer_that_was_tampered_with_is_refused_by_authlib(client: Registered) -> None:
    from authlib.integrations.base_client.errors import MismatchingStateError

    browser = service(client).test_client()
    _, came_back = walks(browser.get("/login").headers["Location"], "ameli", "camille")
    app = browser.application
    app.testing = True
    with pytest.raises(MismatchingStateError):
        browser.get(came_back.removeprefix("http://localhost:1337").replace("state=", "state=x"))


def test_with_its_own_defaults_authlib_is_told_what_to_change(client: Registered) -> None:
    app = Flask("authlib-defaults")
    app.secret_key = "for this test only"
    oauth = OAuth(app)
    oauth.register("franceconnect", client_id=client.client_id, client_secret=client.client_secret,
                   server_metadata_url=f"{client.issuer}/.well-known/openid-configuration",
                   client_kwargs={"scope": "openid", "code_challenge_method": "S256"})
    with app.test_request_context():
        url = oauth.franceconnect.authorize_redirect(CALLBACK).headers["Location"]
    page = Person().opens(url)
    assert page.said("error-code") == "Y030007"
    assert "code_challenge" in page.said("diagnosis")
