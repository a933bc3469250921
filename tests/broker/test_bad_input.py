"""Every parameter of every endpoint, missing, empty, repeated, huge, with NUL, markup or foreign bytes: a documented answer."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from house import House, Visitor, json_of

ENDPOINTS = {
    "GET /authorize": ("client_id", "response_type", "redirect_uri", "scope", "acr_values", "nonce", "state", "prompt", "claims"),
    "POST /authorize": ("client_id", "response_type", "redirect_uri", "scope", "acr_values", "nonce", "state"),
    "POST /redirect-to-idp": ("providerUid", "csrfToken", "confirmed"),
    "GET /oidc-callback": ("code", "state", "error", "error_description", "iss"),
    "POST /login": ("csrfToken", "accept_data"),
    "GET /redirect-to-sp-with-error": ("error", "error_description", "state", "redirect_uri"),
    "GET /session/end": ("id_token_hint", "post_logout_redirect_uri", "state", "client_id"),
    "POST /session/end/confirm": ("xsrf",),
    "POST /client/disconnect-from-idp": ("logout",),
    "GET /client/logout-callback": ("state",),
    "POST /token": ("grant_type", "code", "redirect_uri", "client_id", "client_secret"),
    "GET /userinfo": ("access_token",),
    "POST /token/revocation": ("token", "client_id", "client_secret"),
}
VALUES = {
    "empty": "{name}=", "repeated": "{name}=a&{name}=b", "NUL": "{name}=%00", "not UTF-8": "{name}=%FF%FE",
    "markup": "{name}=" + quote("<script>alert(1)</script>"), "huge": "{name}=" + "a" * 60_000, "nameless": "=&&{name}",
    "line ends": "{name}=" + quote("a\r\nX-Split: 1"), "far too many": "&".join(f"p{number}={{name}}" for number in range(300)),
}
CASES = [(endpoint, name, kind) for endpoint, names in ENDPOINTS.items() for name in names for kind in VALUES]
#: A person sent back by hand without an address gets a page whose status the contract fixes at 500 (§1.8).
DOCUMENTED_500 = {"Y030030"}


@pytest.mark.parametrize("with_session", [False, True], ids=["no session", "a session"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_input_gets_an_undocumented_failure_or_is_reflected_raw(house: House, endpoint: str, with_session: bool) -> None:
    method, path = endpoint.split()
    for _, name, kind in [case for case in CASES if case[0] == endpoint]:
        visitor = Visitor(house)
        if with_session:
            visitor.asks()
        sent = VALUES[kind].format(name=name)
        url = house.hub + path
        page = visitor.request("GET", f"{url}?{sent}") if method == "GET" else visitor.request("POST", url, sent)
        said = page.said("error-code")
        assert page.status < 500 or said in DOCUMENTED_500, (name, kind, page.status, said)
        assert "<script>alert(1)" not in page.text, (name, kind)
        assert not page.header("X-Split"), (name, kind)
        if "json" in page.header("Content-Type"):
            assert json_of(page)["error"], (name, kind)
        elif page.status >= 400:
            assert said, (name, kind, page.status, page.text[:100])


@pytest.mark.parametrize(("method", "path"), [("POST", "/userinfo"), ("POST", "/session/end"), ("GET", "/token"),
                                              ("PUT", "/token"), ("GET", "/redirect-to-idp"), ("GET", "/login"),
                                              ("DELETE", "/authorize"),
                                              ("POST", "/oidc-callback"), ("POST", "/jwks")])
def test_a_method_the_contract_does_not_route_is_a_page_that_does_not_exist(
    visitor: Visitor, house: House, method: str, path: str
) -> None:
    page = visitor.request(method, house.hub + path, "x=y" if method == "POST" else None)
    assert page.status == 404
    assert "Y000404" in page.text
