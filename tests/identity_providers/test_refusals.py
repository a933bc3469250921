"""One row per refusal: what is sent to the authorization and token endpoints, what comes back, and who learns it."""

import base64
from urllib.parse import urlencode

import pytest

from tests.identity_providers.household import STATE, VERIFIER, Form, arrived

FOREIGN_URIS = [
    "https://evil.test/cb", "{callback}/evil", "{callback}evil", "{callback}/", "{callback}?next=evil", "{callback}#x",
    "{callback}/../evil", "//evil.test/cb", "http://127.0.0.1:4400/api/v2/oidc-callback", "http://localhost:4400/api/v2",
    "http://LOCALHOST:4400/api/v2/oidc-callback", "http://localhost:4400@evil.test/api/v2/oidc-callback",
    "https://localhost:4400/api/v2/oidc-callback", "javascript:alert(1)", "{callback}\r\nSet-Cookie: a=b", "", None,
]


@pytest.mark.parametrize("uri", FOREIGN_URIS)
def test_an_unregistered_redirect_uri_gets_a_page_and_never_a_redirect(at, uri):
    visitor = at("impots")
    answer = visitor.authorize(redirect_uri=uri and uri.format(callback=visitor.callback))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    form = Form(answer.text)
    assert {"error-code", "error-message", "diagnosis"} <= set(form.by_test_id)


@pytest.mark.parametrize(("client_id", "status"), [("unknown", 401), ("", 400), (None, 400), ("doublure-hub ", 401)])
def test_an_unknown_client_gets_a_page_and_never_a_redirect(visitor, client_id, status):
    answer = visitor.authorize(client_id=client_id)
    assert answer.status_code == status
    assert "Location" not in answer.headers
    assert "error-code" in Form(answer.text).by_test_id


@pytest.mark.parametrize("name", ["redirect_uri", "client_id", "state", "scope", "extra"])
def test_a_repeated_parameter_gets_a_page(at, name):
    visitor = at("ameli")
    query = urlencode(visitor.asked(extra="x")) + f"&{name}=again"
    answer = visitor.call(f"/authorize?{query}")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize("query", ["state=%ff", "state=%00", "scope=%ff"])
def test_what_cannot_be_read_gets_a_page(at, query):
    visitor = at("msa")
    answer = visitor.call(f"/authorize?{urlencode(visitor.asked(state=None, scope=None))}&{query}")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(("changes", "error"), [
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code token"}, "unsupported_response_type"),
    ({"response_mode": "form_post"}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": None}, "invalid_scope"),
    ({"prompt": "none"}, "login_required"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "whatever"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"request": "e30.e30."}, "request_not_supported"),
    ({"request_uri": "https://evil.test/r"}, "request_uri_not_supported"),
    ({"claims": "[]"}, "invalid_request"),
])
def test_the_other_refusals_travel_with_state_and_issuer(visitor, changes, error):
    parameters = arrived(visitor.authorize(**changes))
    assert set(parameters) == {"error", "error_description", "state", "iss"}
    assert (parameters["error"], parameters["state"], parameters["iss"]) == (error, STATE, visitor.issuer)
    assert parameters["error_description"].isascii()


def test_a_refusal_without_state_returns_none(at):
    assert "state" not in arrived(at("alicem").authorize(state=None, prompt="none"))


BASIC = {"Authorization": "Basic " + base64.b64encode(b"doublure-hub:x").decode()}


@pytest.mark.parametrize(("changes", "status", "error"), [
    ({"client_secret": "wrong"}, 401, "invalid_client"),
    ({"client_secret": ""}, 401, "invalid_client"),
    ({"client_secret": None}, 401, "invalid_client"),
    ({"client_id": "unknown"}, 401, "invalid_client"),
    ({"client_id": None}, 400, "invalid_request"),
    ({"grant_type": None}, 400, "invalid_request"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
    ({"code": None}, 400, "invalid_request"),
    ({"code": "x" * 43}, 400, "invalid_grant"),
    ({"redirect_uri": None}, 400, "invalid_request"),
    ({"redirect_uri": "http://localhost:4401/api/v2/oidc-callback"}, 400, "invalid_grant"),
    ({"code_verifier": None}, 400, "invalid_grant"),
    ({"code_verifier": VERIFIER[::-1]}, 400, "invalid_grant"),
])
def test_the_token_endpoint_refuses_in_json_and_gives_nothing(visitor, changes, status, error):
    code = visitor.log_in()["code"]
    answer = visitor.redeem(**({"code": code} | changes))
    assert (answer.status_code, answer.get_json()["error"]) == (status, error)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not {"access_token", "id_token"} & set(answer.get_json())


def test_the_hub_proves_itself_in_the_body_and_in_no_other_way(visitor):
    code = visitor.log_in()["code"]
    header = "Basic " + base64.b64encode(f"doublure-hub:{visitor.secret}".encode()).decode()
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": visitor.callback, "code_verifier": VERIFIER}
    answer = visitor.call("/token", fields, Authorization=header)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert visitor.redeem(code).status_code == 200


def test_a_code_of_one_fake_is_nothing_at_another(at):
    impots, ameli = at("impots"), at("ameli")
    code = impots.log_in()["code"]
    assert ameli.redeem(code).get_json()["error"] == "invalid_grant"
    assert impots.redeem(code).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "Bearer x", "x" * 43])
def test_userinfo_refuses_what_it_did_not_give(visitor, token):
    answer = visitor.userinfo(token)
    assert answer.status_code in {400, 401}
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_an_id_token_is_no_access_token(visitor):
    tokens = visitor.redeem(visitor.log_in()["code"]).get_json()
    assert visitor.userinfo(tokens["id_token"]).status_code == 401


@pytest.mark.parametrize("path", ["/token", "/jwks", "/login", "/authorize", "/session/end"])
def test_another_method_is_refused(visitor, path):
    assert visitor.client.put(path, base_url=visitor.issuer).status_code in {404, 405}


def test_another_host_name_is_refused(visitor):
    assert visitor.client.get("/jwks", base_url="http://evil.test").status_code == 421
