"""The plus column of contract §1.2 to §1.11, §2, §3 and §4, row by row (facts 10, 27, 29)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from broker.levels import LEVELS, told
from broker.settings import load_settings
from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.persona import document
from doublure.settings import config_folder
from tests.broker.house import STATE, UIDS, Backend, House, Visitor, claims_of, json_of

BASE = {"sub", "aud", "exp", "iat", "iss"}
PROFILE = {"given_name", "family_name", "birthdate", "gender"}
PIVOT = PROFILE | {"birthplace", "birthcountry"}


def twins(*names: str) -> set[str]:
    """The claims *names* with the registry's beside them."""
    return set(names) | {f"rnipp_{name}" for name in names} | ({"rnipp_given_name_array"} if "given_name" in names else set())


def read(visitor: Visitor, backend: Backend, scope: str, login: str = "bruno", **asked: str) -> dict[str, Any]:
    """Userinfo of a login with *scope*."""
    tokens = json_of(backend.redeems(visitor.arrives("alicem", login, scope=scope, **asked)["code"]))
    return claims_of(backend.reads(tokens["access_token"]).text)


# §1.10, §1.11

def test_discovery_has_exactly_the_members_of_the_plus_column(visitor: Visitor, house: House) -> None:
    document = json_of(visitor.request("GET", house.hub + "/.well-known/openid-configuration"))
    claims, scopes = document.pop("claims_supported"), document.pop("scopes_supported")
    assert claims[:17] == [
        "sub", "given_name", "family_name", "birthdate", "gender", "preferred_username", "birthplace", "birthcountry", "email",
        "rnipp_gender", "rnipp_family_name", "rnipp_given_name", "rnipp_given_name_array", "rnipp_birthdate", "rnipp_birthplace",
        "rnipp_birthcountry", "amr",
    ]
    assert claims[-4:] == ["acr", "sid", "auth_time", "iss"]
    assert scopes[:22] == [
        "openid", "profile", "birth", "identite_pivot", "gender", "birthdate", "birthcountry", "birthplace", "given_name",
        "family_name", "email", "preferred_username", "rnipp_identite_pivot", "rnipp_gender", "rnipp_family_name",
        "rnipp_given_name", "rnipp_birthdate", "rnipp_birthplace", "rnipp_birthcountry", "rnipp_profile", "rnipp_birth", "amr",
    ]
    assert (len(claims), len(scopes)) == (80, 81)
    assert {name.partition("_")[0] for name in scopes[22:]} == {"dgfip", "cnam", "droits", "cnous"}
    base = house.hub
    assert document == {
        "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks", "end_session_endpoint": f"{base}/session/end",
        "revocation_endpoint": f"{base}/token/revocation", "acr_values_supported": ["eidas2", "eidas3"],
        "claims_parameter_supported": True, "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"], "response_types_supported": ["code"],
        "response_modes_supported": ["form_post", "fragment", "query"], "authorization_response_iss_parameter_supported": True,
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"], "id_token_signing_alg_values_supported": ["ES256"],
        "userinfo_signing_alg_values_supported": ["ES256"],
        "id_token_encryption_alg_values_supported": ["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"],
        "userinfo_encryption_alg_values_supported": ["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"],
        "id_token_encryption_enc_values_supported": ["A256GCM"], "userinfo_encryption_enc_values_supported": ["A256GCM"],
        "request_parameter_supported": True, "request_uri_parameter_supported": False,
        "request_object_signing_alg_values_supported": ["ES256"], "request_object_encryption_alg_values_supported": [],
        "request_object_encryption_enc_values_supported": ["A256GCM"], "dpop_signing_alg_values_supported": ["ES256"],
        "claim_types_supported": ["normal"],
    }


def test_there_is_one_key_and_it_is_of_an_elliptic_curve(visitor: Visitor, house: House) -> None:
    keys = json_of(visitor.request("GET", house.hub + "/jwks"))["keys"]
    assert [(key["kty"], key["crv"], key["alg"], key["use"]) for key in keys] == [("EC", "P-256", "ES256", "sig")]
    assert "d" not in keys[0]


def test_clients_keys_and_sessions_are_its_own(visitor: Visitor, house: House) -> None:
    house.register(client_id="low-only", platform="franceconnect")
    assert visitor.asks(client_id="low-only").said("error-code") == "Y04EA6EF"
    visitor.asks()
    assert [name for jar in visitor.cookies.values() for name in jar if "session" in name] == ["fcp_session_id"]


@pytest.mark.parametrize("path", ["/introspect", "/par", "/register", "/session/check"])
def test_what_the_contract_does_not_have_is_not_there(visitor: Visitor, house: House, path: str) -> None:
    assert visitor.request("GET", house.hub + path).said("error-code") == "Y000404"


# §1.2, §4: levels

@pytest.mark.parametrize(("asked", "given"), [
    ("eidas2", "eidas2"), ("eidas3", "eidas3"), ("eidas3 eidas2", "eidas2"), ("foo", "eidas3"), ("foo eidas2", "eidas2"),
    ("", "eidas3"),
])
def test_the_lowest_known_level_counts_and_eidas3_is_the_default(
    visitor: Visitor, backend: Backend, asked: str, given: str
) -> None:
    tokens = json_of(backend.redeems(visitor.arrives("alicem", acr_values=asked)["code"]))
    assert claims_of(tokens["id_token"])["acr"] == given


@pytest.mark.parametrize("asked", ["eidas1", "eidas2 eidas1", "eidas1 eidas3"])
def test_fact_10_eidas1_is_refused_once_the_interaction_exists(visitor: Visitor, house: House, asked: str) -> None:
    visitor.asks(acr_values=asked)
    assert any("/interaction/" in url for url in visitor.visited)
    assert visitor.answer() == {
        "error": "invalid_acr", "state": STATE, "iss": house.hub,
        "error_description": "acr_value is not valid, should be equal one of these values, expected eidas2,eidas3, got eidas1",
    }


@pytest.mark.parametrize("left_out", ["acr_values", "nonce", "state"])
def test_what_is_required_is_required_here_too(visitor: Visitor, left_out: str) -> None:
    page = visitor.asks(without=left_out)
    assert (page.status, page.said("error-code")) == (400, "Y030007")


def test_a_scope_of_the_other_platform_is_unknown_here_and_dropped(visitor: Visitor, backend: Backend) -> None:
    code = visitor.arrives("alicem", scope="openid idp_id idp_birthdate mesri_identite email")["code"]
    assert json_of(backend.redeems(code))["scope"] == "openid email"


def test_a_data_scope_that_is_not_granted_is_refused(visitor: Visitor) -> None:
    visitor.asks(scope="openid cnam_caisse")
    assert visitor.answer()["error"] == "invalid_scope"


def test_a_provider_is_asked_for_its_own_lowest_level_when_that_is_above(visitor: Visitor, house: House) -> None:
    house.reshape("alicem", allowedAcr=["eidas3"])
    visitor.asks(acr_values="eidas2")
    assert "acr_values=eidas3" in visitor.presses("idp-alicem").url


def test_a_provider_may_answer_higher_and_the_party_sees_it(visitor: Visitor, backend: Backend, house: House) -> None:
    house.reshape("alicem", allowedAcr=["eidas3"])
    tokens = json_of(backend.redeems(visitor.arrives("alicem", acr_values="eidas2")["code"]))
    assert claims_of(tokens["id_token"])["acr"] == "eidas3"


def test_fact_29_a_provider_that_answers_lower_ends_on_a_page(visitor: Visitor) -> None:
    visitor.asks()
    page = visitor.proves("impots")
    assert (page.status, page.said("error-code")) == (500, "Y100001")


def test_a_level_the_provider_must_not_give_ends_on_a_page(visitor: Visitor, house: House) -> None:
    house.reshape("laposte", allowedAcr=["eidas1", "eidas3"])
    visitor.asks(acr_values="eidas2")
    page = visitor.proves("laposte")
    assert (page.status, page.said("error-code")) == (400, "Y100018")


@pytest.mark.parametrize(("asked", "able"), [
    ("eidas2", {"laposte", "mobileconnect", "alicem"}), ("eidas3", {"alicem"}),
])
def test_providers_that_cannot_reach_the_level_are_shown_disabled(visitor: Visitor, asked: str, able: set[str]) -> None:
    text = visitor.asks(acr_values=asked).text
    shown = ("impots", "ameli", "laposte", "mobileconnect", "msa", "alicem")
    assert {slug for slug in shown if "disabled" not in _button(text, slug)} == able


def test_an_excluded_provider_is_hidden(visitor: Visitor, house: House) -> None:
    house.register(client_id="picky", idpFilterExclude=True, idpFilterList=[UIDS["laposte"]])
    page = visitor.asks(client_id="picky")
    assert page.has("idp-alicem")
    assert not page.has("idp-laposte")


def test_amr_is_in_userinfo_by_scope_and_in_the_id_token_by_demand(visitor: Visitor, backend: Backend, house: House) -> None:
    house.reshape("alicem", amr=["fc", "pop", "mfa", "pin"])
    assert read(visitor, backend, "openid amr")["amr"] == ["fc", "pop", "mfa", "pin"]
    demand = json.dumps({"id_token": {"amr": {"essential": True}}})
    tokens = json_of(backend.redeems(Visitor(house).arrives("alicem", claims=demand)["code"]))
    assert claims_of(tokens["id_token"])["amr"] == ["fc", "pop", "mfa", "pin"]


def test_a_party_without_the_right_to_amr_is_refused(visitor: Visitor, house: House) -> None:
    house.register(client_id="plain")
    page = visitor.asks(client_id="plain", claims='{"id_token":{"amr":null}}')
    assert (page.status, page.said("error-code")) == (400, "Y100009")


def test_an_unusual_context_wants_a_provider_whose_lowest_level_is_substantial(visitor: Visitor, house: House) -> None:
    house.reshape("alicem", allowedAcr=["eidas2", "eidas3"])
    visitor.asks()
    text = visitor.request("GET", visitor.visited[-1], None, {"X-Suspicious": "1"}).text
    enabled = {slug for slug in ("laposte", "alicem") if "disabled" not in _button(text, slug)}
    assert enabled == {"alicem"}


def _button(text: str, slug: str) -> str:
    at = text.index(f'data-testid="idp-{slug}"')
    start = text.rindex("<button", 0, at)
    return text[start:text.index(">", at)]


@pytest.mark.parametrize(("level", "levels", "vouched", "expected"), [
    ("eidas3", ("eidas2", "eidas3"), None, "eidas3"), ("eidas3", ("eidas2", "eidas3"), ("eidas2",), "eidas2"),
    ("eidas2", ("eidas2", "eidas3"), ("eidas2",), "eidas2"), ("eidas2", ("eidas1",), None, "eidas1"),
    ("eidas3", ("eidas1",), ("eidas1",), "eidas1"), ("eidas3", LEVELS, LEVELS, "eidas3"),
])
def test_a_party_is_told_the_platforms_levels_and_no_more_than_a_session_vouches_for(
    level: str, levels: tuple[str, ...], vouched: tuple[str, ...] | None, expected: str
) -> None:
    assert told(level, min(levels), levels, vouched) == expected


# §2.1, §2.2: scopes, claims and their origin

SCOPES = {
    "openid": set(),
    "profile": PROFILE,
    "birth": {"birthplace", "birthcountry"},
    "identite_pivot": PIVOT,
    **{name: {name} for name in ("given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry", "email")},
    "amr": {"amr"},
    "rnipp_identite_pivot": twins(*PIVOT),
    "rnipp_profile": twins(*PROFILE),
    "rnipp_birth": twins("birthplace", "birthcountry"),
    **{f"rnipp_{name}": twins(name) for name in PIVOT},
    "dgfip_rfr": set(),
}


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_each_scope_releases_exactly_its_claims(visitor: Visitor, backend: Backend, scope: str) -> None:
    claims = read(visitor, backend, scope if scope == "openid" else f"openid {scope}")
    assert set(claims) - BASE == SCOPES[scope]


def moved(house: House, login: str, **changed: Any) -> None:
    """Give the person *login* an account at alicem, which reaches the platform's levels."""
    people = house.ports.people
    assert isinstance(people, Census)
    people.put(login, document(people().by_login(login)) | {"idps": "alicem"} | changed)


def test_the_name_in_use_is_there_for_whoever_has_one(visitor: Visitor, backend: Backend, house: House) -> None:
    assert "preferred_username" not in read(visitor, backend, "openid preferred_username profile rnipp_profile")
    moved(house, "marion")
    released = read(Visitor(house), backend, "openid rnipp_profile", "marion")
    assert set(released) - BASE == twins(*PROFILE) | {"preferred_username"}
    assert released["preferred_username"] == "EXEMPLE"


def test_the_provider_spells_the_pivot_claims_and_the_registry_those_beside_them(
    visitor: Visitor, backend: Backend, house: House
) -> None:
    moved(house, "taborio")
    released = read(visitor, backend, "openid rnipp_identite_pivot", "taborio")
    assert (released["birthdate"], released["rnipp_birthdate"]) == ("1992-11-00", "1992-11-01")
    assert (released["birthplace"], released["rnipp_birthplace"]) == ("", "")
    assert released["birthcountry"] == released["rnipp_birthcountry"] == "99513"
    moved(house, "bruno", spelling={"alicem": {"given_name": "bruno", "family_name": "Factice"}})
    released = read(Visitor(house), backend, "openid rnipp_identite_pivot", "bruno")
    assert (released["given_name"], released["family_name"]) == ("bruno", "Factice")
    assert (released["rnipp_given_name"], released["rnipp_family_name"]) == ("Bruno", "FACTICE")
    assert released["rnipp_given_name_array"] == ["Bruno"]


# §3: the sub

def test_fact_22_the_sub_is_the_same_through_every_provider_and_another_on_the_other_platform(
    visitor: Visitor, backend: Backend, house: House
) -> None:
    moved(house, "theo", idps="laposte alicem")
    subs = {read(Visitor(house), backend, "openid", "theo")["sub"]}
    code = visitor.arrives("laposte", "theo")["code"]
    subs.add(claims_of(json_of(backend.redeems(code))["id_token"])["sub"])
    assert len(subs) == 1
    assert re.fullmatch("[0-9a-f]{64}v1", next(iter(subs)))
    settings = load_settings(config_folder(), AddressBook.local())
    keys = {platform.subject_key.reveal() for platform in settings.platforms.values()}
    assert len(keys) == len(settings.platforms)


def test_sandbox_and_moncompteformation_are_registered_here_as_on_the_other_platform() -> None:
    parties = load_settings(config_folder(), AddressBook.local()).relying_parties
    here = {party.client_id: party for party in parties if party.platform == "franceconnect-plus"}
    there = {party.client_id: party for party in parties if party.platform == "franceconnect"}
    for name in ("sandbox", "moncompteformation"):
        for field in ("client_secret", "redirect_uris", "post_logout_redirect_uris", "entity_id", "token_endpoint_auth_method"):
            assert getattr(here[name], field) == getattr(there[name], field)
        assert here[name].id_token_signed_response_alg == here[name].userinfo_signed_response_alg == "ES256"
        assert here[name].id_token_encrypted_response_alg is None
