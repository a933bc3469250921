"""The conformance list of the provider role, run against all six (OpenID Connect Core, RFC 6749, 7636, 9207)."""

import hashlib
from urllib.parse import urlencode

from doublure.personas import identity_at
from identity_providers.registry import THE_SIX
from tests.identity_providers.household import NONCE, NOW, STATE, arrived


def test_a_login_gives_a_code_with_state_and_issuer(visitor):
    answer = visitor.submit(visitor.open_form(), "bruno", "123")
    assert answer.location.startswith(visitor.callback + "?")
    parameters = arrived(answer)
    assert set(parameters) == {"code", "state", "iss"}
    assert parameters["state"] == STATE
    assert parameters["iss"] == visitor.issuer
    assert len(parameters["code"]) == 43


def test_the_id_token_says_who_when_and_how_and_nothing_of_the_person(visitor):
    answer = visitor.redeem(visitor.log_in()["code"])
    assert answer.status_code == 200
    tokens = answer.get_json()
    assert set(tokens) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert visitor.read(tokens["id_token"]) == {
        "iss": visitor.issuer, "aud": "doublure-hub", "sub": hashlib.sha256(b"bruno").hexdigest(), "nonce": NONCE,
        "iat": NOW, "exp": NOW + 60, "auth_time": NOW, "acr": "eidas1", "amr": ["pwd"],
    }


def test_userinfo_is_signed_for_the_hub_and_has_the_persona_as_this_provider_spells_her(visitor):
    tokens = visitor.redeem(visitor.log_in()["code"]).get_json()
    answer = visitor.userinfo(tokens["access_token"])
    assert answer.mimetype == "application/jwt"
    claims = visitor.read(answer.text)
    bruno = visitor.ports.people().by_login("bruno")
    identity = identity_at(bruno, visitor.slug)
    released = {name: identity[name] for name in identity if name not in {"phone_number", "address"}}
    assert claims == released | {
        "email_verified": True,
        "sub": hashlib.sha256(b"bruno").hexdigest(), "iss": visitor.issuer, "aud": "doublure-hub", "iat": NOW, "exp": NOW + 60,
    }
    assert {"given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry", "email"} <= set(claims)


def test_each_scope_releases_its_claims_and_openid_alone_releases_none(visitor):
    for scope, claims in {
        "openid": set(), "openid email": {"email", "email_verified"},
        "openid birth": {"birthplace", "birthcountry"},
        "openid profile": {"given_name", "family_name", "gender", "birthdate"},
        "openid phone": {"phone_number", "phone_number_verified"},
        "email openid nonsense": {"email", "email_verified"},
    }.items():
        tokens = visitor.redeem(visitor.log_in(scope=scope)["code"]).get_json()
        assert "nonsense" not in tokens["scope"]
        said = set(visitor.read(visitor.userinfo(tokens["access_token"]).text)) - {"sub", "iss", "aud", "iat", "exp"}
        assert said == claims


def test_the_level_is_the_one_asked_where_the_provider_reaches_it(visitor):
    levels = {"eidas1": ("eidas1",), "eidas2": ("eidas1", "eidas2"), "eidas3": ("eidas1", "eidas2", "eidas3")}
    reached = levels[THE_SIX[visitor.slug].level]
    for asked in ("eidas1", "eidas2", "eidas3", "eidas3 eidas2", "unknown", None):
        tokens = visitor.redeem(visitor.log_in(acr_values=asked)["code"]).get_json()
        expected = next((level for level in (asked or "").split() if level in reached), "eidas1")
        assert visitor.read(tokens["id_token"])["acr"] == expected


def test_a_request_by_post_is_a_request(visitor):
    assert visitor.call("/authorize", visitor.asked()).status_code == 200


def test_the_order_of_parameters_and_unknown_ones_do_not_matter(visitor):
    backwards = dict(reversed(visitor.asked(extra="foobar", display="popup", ui_locales="se", login_hint="buffy@host").items()))
    page = visitor.call("/authorize?" + urlencode(backwards))
    assert page.status_code == 200
    assert "buffy" not in page.text


def test_state_and_nonce_come_back_as_they_were(visitor):
    state = "0123456789-._~" * 9 + "ab"
    parameters = visitor.log_in(state=state, nonce="x")
    assert parameters["state"] == state
    assert visitor.read(visitor.redeem(parameters["code"]).get_json()["id_token"])["nonce"] == "x"
    without = visitor.log_in(state=None, nonce=None)
    assert "state" not in without
    assert "nonce" not in visitor.read(visitor.redeem(without["code"]).get_json()["id_token"])


def test_every_request_asks_for_the_password_whatever_prompt_says(visitor):
    visitor.log_in()
    for prompt in ("login", "consent", "select_account", "login consent", None):
        assert visitor.authorize(prompt=prompt, max_age="10000").status_code == 200


def test_prompt_none_is_answered_login_required(visitor):
    visitor.log_in()
    parameters = arrived(visitor.authorize(prompt="none"))
    assert parameters["error"] == "login_required"
    assert (parameters["state"], parameters["iss"]) == (STATE, visitor.issuer)


def test_a_code_is_used_once_and_its_replay_revokes_the_token(visitor):
    code = visitor.log_in()["code"]
    access_token = visitor.redeem(code).get_json()["access_token"]
    assert visitor.userinfo(access_token).status_code == 200
    again = visitor.redeem(code)
    assert (again.status_code, again.get_json()["error"]) == (400, "invalid_grant")
    assert visitor.userinfo(access_token).status_code == 401


def test_code_and_token_end_by_their_own_dates(visitor):
    code = visitor.log_in()["code"]
    visitor.ports.clock.advance(30)
    assert visitor.redeem(code).get_json()["error"] == "invalid_grant"
    access_token = visitor.redeem(visitor.log_in()["code"]).get_json()["access_token"]
    visitor.ports.clock.advance(60)
    assert visitor.userinfo(access_token).status_code == 401


def test_a_later_login_has_a_later_auth_time(visitor):
    visitor.ports.clock.advance(2)
    tokens = visitor.redeem(visitor.log_in(max_age="1")["code"]).get_json()
    assert visitor.read(tokens["id_token"])["auth_time"] == NOW + 2


def test_userinfo_takes_the_token_by_post_too_and_refuses_without(visitor):
    access_token = visitor.redeem(visitor.log_in()["code"]).get_json()["access_token"]
    assert visitor.call("/userinfo", {"access_token": access_token}).status_code == 200
    assert visitor.call("/userinfo", "", Authorization=f"Bearer {access_token}").status_code == 200
    refused = visitor.call("/userinfo")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")


def test_discovery_tells_the_truth(visitor):
    document = visitor.call("/.well-known/openid-configuration").get_json()
    assert document["issuer"] == visitor.issuer
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"):
        assert document[name].startswith(visitor.issuer + "/")
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert document["id_token_signing_alg_values_supported"] == ["ES256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["acr_values_supported"][0] == "eidas1"
    assert {"openid", "profile", "email", "birth"} <= set(document["scopes_supported"])


def test_the_jwks_has_one_public_key_and_no_private_member(visitor):
    (key,) = visitor.call("/jwks").get_json()["keys"]
    assert {"kty", "crv", "x", "y", "kid", "alg", "use"} == set(key)
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")


def test_it_lives_it_is_ready_and_it_counts(visitor):
    assert visitor.call("/healthz").text == "ok"
    assert visitor.call("/readyz").status_code == 200
    assert "http_requests_total" in visitor.call("/metrics").text


def test_answers_with_secrets_are_kept_by_no_cache(visitor):
    answer = visitor.redeem(visitor.log_in()["code"])
    userinfo = visitor.userinfo(answer.get_json()["access_token"])
    for response in (answer, userinfo, visitor.authorize()):
        assert "no-store" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
