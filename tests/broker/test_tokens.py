"""The token and userinfo endpoints, revocation, lifetimes, algorithms (contract §1.4 to §1.6, §1.9; facts 14 to 21, 30)."""

from __future__ import annotations

from typing import Any

import pytest
from house import CALLBACK, NONCE, SECRET, Backend, House, Visitor, claims_of, header_of, json_of

PIVOT = {"given_name", "given_name_array", "family_name", "birthdate", "gender", "birthplace", "birthcountry"}
PROTOCOL = {"sub", "aud", "exp", "iat", "iss"}


def logged_in(visitor: Visitor, backend: Backend, **changed: str | None) -> dict[str, Any]:
    return json_of(backend.redeems(visitor.arrives(**changed)["code"]))


def test_the_token_response_has_exactly_five_members(visitor: Visitor, backend: Backend) -> None:
    page = backend.redeems(visitor.arrives(scope="openid unknown email identite_pivot")["code"])
    answer = json_of(page)
    assert set(answer) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert (answer["expires_in"], answer["token_type"], len(answer["access_token"])) == (60, "Bearer", 43)
    assert answer["scope"] == "openid email identite_pivot", "request order, unknown ones removed"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


def test_the_id_token_has_exactly_eight_claims_and_no_identity(visitor: Visitor, backend: Backend, house: House) -> None:
    answer = logged_in(visitor, backend)
    claims, header = claims_of(answer["id_token"]), header_of(answer["id_token"])
    assert set(claims) == {"sub", "auth_time", "acr", "nonce", "aud", "exp", "iat", "iss"}
    assert set(header) == {"alg", "kid"}
    assert (claims["aud"], claims["iss"], claims["nonce"], claims["acr"]) == ("sandbox", house.hub, NONCE, "eidas1")
    assert claims["exp"] - claims["iat"] == 60


def test_amr_is_in_the_id_token_only_when_asked_by_an_entitled_client(visitor: Visitor, backend: Backend) -> None:
    answer = logged_in(visitor, backend, claims='{"id_token":{"amr":{"essential":true}}}')
    assert claims_of(answer["id_token"])["amr"] == ["fc", "pwd"]


@pytest.mark.parametrize(("alg", "has_kid"), [("ES256", True), ("RS256", True), ("HS256", False)])
def test_each_client_gets_the_algorithm_it_registered(visitor: Visitor, house: House, alg: str, has_kid: bool) -> None:
    house.register(client_id="signed", id_token_signed_response_alg=alg, userinfo_signed_response_alg=alg)
    backend = Backend(house, "signed")
    answer = logged_in(visitor, backend, client_id="signed")
    header = header_of(answer["id_token"])
    assert (header["alg"], "kid" in header) == (alg, has_kid)
    userinfo = backend.reads(answer["access_token"])
    assert header_of(userinfo.text)["alg"] == alg


def test_an_old_client_without_algorithms_gets_hs256_and_plain_json(visitor: Visitor, house: House) -> None:
    house.register(client_id="old", id_token_signed_response_alg=None, userinfo_signed_response_alg=None)
    backend = Backend(house, "old")
    answer = logged_in(visitor, backend, client_id="old")
    assert header_of(answer["id_token"])["alg"] == "HS256"
    page = backend.reads(answer["access_token"])
    assert page.headers["Content-Type"].startswith("application/json")
    assert json_of(page)["sub"] == claims_of(answer["id_token"])["sub"]


@pytest.mark.parametrize(("changed", "status", "error", "code"), [
    ({"client_secret": "wrong" * 10}, 401, "invalid_client", "Y0434A7B"),
    ({"client_id": "nobody"}, 401, "invalid_client", "Y0479FCE"),
    ({"client_id": None, "client_secret": None}, 400, "invalid_request", "Y044FEB3"),
    ({"code": None}, 400, "invalid_request", "Y048017B"),
    ({"code": "z" * 43}, 400, "invalid_grant", "Y049E20B"),
    ({"code": ""}, 400, "invalid_request", "Y048017B"),
    ({"redirect_uri": CALLBACK + "/"}, 400, "invalid_grant", "Y04F8199"),
    ({"redirect_uri": None}, 400, "invalid_request", "Y048017B"),
    ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type", "Y04C2044"),
    ({"grant_type": None}, 400, "invalid_request", "Y048017B"),
])
def test_each_mistake_at_the_token_endpoint_has_its_error_and_an_address_that_explains_it(
    visitor: Visitor, backend: Backend, changed: dict[str, str | None], status: int, error: str, code: str
) -> None:
    page = backend.redeems(**({"code": visitor.arrives()["code"]} | changed))  # type: ignore[arg-type]
    answer = json_of(page)
    assert (page.status, answer["error"]) == (status, error)
    assert f"/errors/{code}?id=" in answer["error_uri"]
    assert set(answer) == {"error", "error_description", "error_uri"}
    assert answer["error_description"].isascii()


def test_the_code_of_another_client_is_refused(visitor: Visitor, house: House) -> None:
    house.register(client_id="other")
    page = Backend(house, "other").redeems(visitor.arrives()["code"])
    assert (page.status, json_of(page)["error"]) == (400, "invalid_grant")
    assert "Y04CD432" in json_of(page)["error_uri"]


def test_a_method_that_is_not_registered_is_refused(visitor: Visitor, house: House) -> None:
    house.register(client_id="basic", token_endpoint_auth_method="client_secret_basic")
    page = Backend(house, "basic").redeems(visitor.arrives(client_id="basic")["code"])
    assert (page.status, "Y044D82C" in json_of(page)["error_uri"]) == (401, True)


def test_basic_works_for_a_client_secret_post_client_though_it_is_not_announced(visitor: Visitor, backend: Backend) -> None:
    import base64

    pair = base64.b64encode(f"sandbox:{SECRET}".encode()).decode()
    fields = {"grant_type": "authorization_code", "code": visitor.arrives()["code"], "redirect_uri": CALLBACK}
    assert backend.posts("/token", fields, {"Authorization": f"Basic {pair}"}).status == 200


def test_two_authentications_at_once_are_refused(visitor: Visitor, backend: Backend) -> None:
    import base64

    pair = base64.b64encode(f"sandbox:{SECRET}".encode()).decode()
    fields = {"grant_type": "authorization_code", "code": visitor.arrives()["code"], "redirect_uri": CALLBACK,
              "client_id": "sandbox", "client_secret": SECRET}
    page = backend.posts("/token", fields, {"Authorization": f"Basic {pair}"})
    assert "Y047E9E5" in json_of(page)["error_uri"]


def test_a_code_lives_30_seconds(visitor: Visitor, backend: Backend, house: House) -> None:
    code = visitor.arrives()["code"]
    house.clock.advance(31)
    page = backend.redeems(code)
    assert json_of(page)["error"] == "invalid_grant"
    assert any(each in json_of(page)["error_uri"] for each in ("Y043F0A8", "Y049E20B"))


def test_a_replayed_code_is_refused_and_what_it_gave_is_revoked(visitor: Visitor, backend: Backend) -> None:
    code = visitor.arrives()["code"]
    token = json_of(backend.redeems(code))["access_token"]
    assert backend.reads(token).status == 200
    replay = backend.redeems(code)
    assert "Y0416228" in json_of(replay)["error_uri"]
    assert backend.reads(token).status == 401


def test_userinfo_is_a_jwt_for_the_client_with_the_sub_of_the_id_token(visitor: Visitor, backend: Backend, house: House) -> None:
    answer = logged_in(visitor, backend)
    page = backend.reads(answer["access_token"])
    assert (page.status, page.headers["Content-Type"]) == (200, "application/jwt; charset=utf-8")
    claims = claims_of(page.text)
    assert set(claims) == PIVOT | {"email"} | PROTOCOL
    assert claims["sub"] == claims_of(answer["id_token"])["sub"]
    assert (claims["aud"], claims["iss"]) == ("sandbox", house.hub)


@pytest.mark.parametrize(("scope", "released"), [
    ("openid", set()),
    ("openid profile", {"given_name", "given_name_array", "family_name", "birthdate", "gender", "preferred_username"}),
    ("openid birth", {"birthplace", "birthcountry"}),
    ("openid identite_pivot", PIVOT),
    ("openid given_name", {"given_name", "given_name_array"}),
    ("openid family_name", {"family_name"}),
    ("openid email", {"email"}),
    ("openid preferred_username", {"preferred_username"}),
    ("openid idp_birthdate", {"idp_birthdate"}),
    ("openid idp_id", {"idp_id"}),
    ("openid amr", {"amr"}),
])
def test_each_scope_releases_its_claims_and_no_other(
    visitor: Visitor, backend: Backend, scope: str, released: set[str]
) -> None:
    visitor.asks(scope=scope)
    visitor.proves("impots", "marion")
    visitor.presses("consent-continue")
    token = json_of(backend.redeems(visitor.answer()["code"]))["access_token"]
    assert set(claims_of(backend.reads(token).text)) - PROTOCOL == released


def test_a_name_in_use_that_is_unknown_is_absent_not_null(visitor: Visitor, backend: Backend) -> None:
    answer = logged_in(visitor, backend, scope="openid profile")
    assert "preferred_username" not in claims_of(backend.reads(answer["access_token"]).text)


def test_a_birth_abroad_has_an_empty_birthplace_and_its_country(visitor: Visitor, backend: Backend) -> None:
    visitor.asks(scope="openid birth")
    visitor.proves("impots", "lukas")
    visitor.presses("consent-continue")
    token = json_of(backend.redeems(visitor.answer()["code"]))["access_token"]
    claims = claims_of(backend.reads(token).text)
    assert (claims["birthplace"], claims["birthcountry"]) == ("", "99113")


@pytest.mark.parametrize(("login", "birthdate", "given"), [("tashi", "1992-01-01", "1992-00-00"),
                                                           ("taborio", "1992-11-01", "1992-11-00")])
def test_a_presumed_birth_date_is_completed_and_the_providers_own_is_kept(
    visitor: Visitor, backend: Backend, login: str, birthdate: str, given: str
) -> None:
    visitor.asks(scope="openid birthdate idp_birthdate")
    visitor.proves("ameli", login)
    visitor.presses("consent-continue")
    token = json_of(backend.redeems(visitor.answer()["code"]))["access_token"]
    claims = claims_of(backend.reads(token).text)
    assert (claims["birthdate"], claims["idp_birthdate"]) == (birthdate, given)


def test_the_sub_is_66_characters_stable_over_providers_and_logins_and_different_per_sector(
    visitor: Visitor, backend: Backend, house: House
) -> None:
    house.register(client_id="elsewhere", entityId="e" * 32)
    house.register(client_id="sister", entityId="doublure-simulateur-entity-sandbox-000000000000001")

    def sub(client_id: str, idp: str) -> str:
        arrived = Visitor(house).arrives(idp, client_id=client_id)
        return str(claims_of(json_of(Backend(house, client_id).redeems(arrived["code"]))["id_token"])["sub"])

    first = sub("sandbox", "impots")
    assert len(first) == 66
    assert first.endswith("v1")
    assert set(first[:64]) <= set("0123456789abcdef")
    assert first == sub("sandbox", "ameli") == sub("sister", "impots")
    assert first != sub("elsewhere", "impots")


@pytest.mark.parametrize(("token", "headers", "status", "error", "code"), [
    (None, {}, 401, "invalid_token", "Y04146A2"),
    ("z" * 43, {}, 401, "invalid_token", "Y040001"),
    ("short", {}, 401, "invalid_token", "Y040001"),
    (None, {"Authorization": "Basic abc"}, 400, "invalid_request", "Y043D61A"),
])
def test_each_mistake_at_userinfo_has_its_error(
    backend: Backend, token: str | None, headers: dict[str, str], status: int, error: str, code: str
) -> None:
    page = backend.reads(token, **headers)
    answer = json_of(page)
    assert (page.status, answer["error"]) == (status, error)
    assert f"/errors/{code}?" in answer["error_uri"]
    assert page.header("WWW-Authenticate").startswith("Bearer realm=")


def test_a_token_sent_in_two_ways_is_refused(visitor: Visitor, backend: Backend) -> None:
    token = logged_in(visitor, backend)["access_token"]
    assert backend.reads(token, f"/userinfo?access_token={token}").status == 400
    assert backend.reads(None, f"/userinfo?access_token={token}").status == 200, "the query alone is accepted"


def test_an_access_token_may_be_used_again_within_its_life_and_the_grant_ends_30_seconds_after_the_person_continued(
    visitor: Visitor, backend: Backend, house: House
) -> None:
    token = logged_in(visitor, backend)["access_token"]
    assert backend.reads(token).status == backend.reads(token).status == 200
    house.clock.advance(29)
    assert backend.reads(token).status == 200
    house.clock.advance(2)
    page = backend.reads(token)
    assert (page.status, json_of(page)["error"]) == (401, "invalid_token")
    assert "grant" in json_of(page)["error_description"]


def test_post_userinfo_does_not_exist(backend: Backend) -> None:
    page = backend.posts("/userinfo", {"access_token": "x"})
    assert page.status == 404


def test_a_revoked_token_gives_nothing_and_revocation_of_an_unknown_one_is_200(visitor: Visitor, backend: Backend) -> None:
    token = logged_in(visitor, backend)["access_token"]
    fields = {"client_id": "sandbox", "client_secret": SECRET}
    page = backend.posts("/token/revocation", {"token": token, **fields})
    assert (page.status, page.body) == (200, b"")
    assert backend.reads(token).status == 401
    assert backend.posts("/token/revocation", {"token": "z" * 43, **fields}).status == 200


@pytest.mark.parametrize("changed", [{"token_type_hint": "access_token"}, {"token": None}, {"client_secret": None}, {"x": "y"}])
def test_revocation_takes_exactly_three_fields(visitor: Visitor, backend: Backend, changed: dict[str, str | None]) -> None:
    fields = {"token": "z" * 43, "client_id": "sandbox", "client_secret": SECRET} | changed
    page = backend.posts("/token/revocation", {name: value for name, value in fields.items() if value is not None})
    assert page.status == 400
    assert "Y000400" in json_of(page)["error_uri"]


def test_a_client_removed_while_running_is_unknown_at_once(visitor: Visitor, house: House) -> None:
    house.register(client_id="brief")
    backend = Backend(house, "brief")
    code = visitor.arrives(client_id="brief")["code"]
    house.control.remove("clients", "franceconnect/brief")
    assert "Y0479FCE" in json_of(backend.redeems(code))["error_uri"]


@pytest.mark.parametrize("path", ["/token", "/token/revocation"])
@pytest.mark.parametrize("value", ["", "a" * 70_000, "\x00", "<script>", "é"])
@pytest.mark.parametrize("name", ["client_id", "client_secret", "code", "redirect_uri", "grant_type", "token"])
def test_any_value_of_any_field_gets_json_below_500(backend: Backend, path: str, name: str, value: str) -> None:
    fields = {"grant_type": "authorization_code", "code": "z" * 43, "redirect_uri": CALLBACK, "client_id": "sandbox",
              "client_secret": SECRET, name: value}
    page = backend.posts(path, fields)
    assert page.status < 500
    if page.status != 200:
        assert page.headers["Content-Type"].startswith("application/json")
        assert json_of(page)["error"]


def test_a_body_that_is_no_form_gets_json(backend: Backend) -> None:
    page = backend.posts("/token", {"client_id": "sandbox"}, {"Content-Type": "application/json"})
    assert (page.status, json_of(page)["error"]) == (400, "invalid_request")


def test_a_valid_token_keeps_giving_the_old_identity_while_the_same_browser_logs_in_again(
    visitor: Visitor, backend: Backend
) -> None:
    first = logged_in(visitor, backend)["access_token"]
    visitor.asks(scope="openid email")
    assert "given_name" in claims_of(backend.reads(first).text)


@pytest.mark.parametrize("changed", [{"token": "short"}, {"token": "é" * 43}, {"client_secret": "short"}])
def test_revocation_looks_at_the_form_of_its_fields(backend: Backend, changed: dict[str, str]) -> None:
    page = backend.posts("/token/revocation", {"token": "z" * 43, "client_id": "sandbox", "client_secret": SECRET} | changed)
    assert (page.status, "Y000400" in json_of(page)["error_uri"]) == (400, True)
