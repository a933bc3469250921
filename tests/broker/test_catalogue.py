"""What the hub publishes about itself: the catalogue of errors, discovery, keys (contract §1.10, §1.11, §7)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from house import House, Visitor, json_of

from broker.errors import Way, catalogue
from broker.errors.__main__ import as_markdown

ROOT = Path(__file__).parents[2]


def test_the_page_of_errors_is_the_one_generated_from_the_classes() -> None:
    assert (ROOT / "docs/errors.md").read_text("utf-8") == as_markdown(), "run make errors"


@pytest.mark.parametrize("refusal", catalogue(), ids=lambda refusal: f"{refusal.code}-{refusal.__name__}")
def test_every_refusal_has_a_code_ascii_words_for_the_wire_a_french_sentence_and_advice(refusal: type) -> None:
    assert refusal.code[0] in "YP"
    assert refusal.description.isascii()
    assert '"' not in refusal.description
    assert refusal.support.isascii()
    assert refusal.support.endswith(".")
    if refusal.way is Way.PAGE:
        assert refusal.sentence.endswith(".")


def test_every_sentence_for_a_person_has_its_english(house: House) -> None:
    from broker.binding import HERE
    from doublure.web.pages import Pages

    pages = Pages([HERE / "templates"], [HERE / "locale"], "hub", "hub")
    for refusal in catalogue():
        if refusal.way is Way.PAGE:
            assert pages.translate(refusal.sentence, "en") != refusal.sentence, refusal


def test_discovery_has_exactly_the_members_of_the_contract(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", house.hub + "/.well-known/openid-configuration")
    document = json_of(page)
    assert page.header("Content-Type") == "application/json; charset=utf-8"
    assert page.header("Cache-Control") == "public, max-age=600"
    assert not page.header("Set-Cookie")
    assert document["issuer"] == house.hub
    endpoints = {"authorization": "/authorize", "token": "/token", "userinfo": "/userinfo", "end_session": "/session/end",
                 "revocation": "/token/revocation"}
    for name, path in endpoints.items():
        assert document.pop(f"{name}_endpoint") == house.hub + path
    assert document.pop("jwks_uri") == house.hub + "/jwks"
    assert len(document.pop("claims_supported")) == 106
    assert len(document.pop("scopes_supported")) == 104
    document.pop("issuer")
    assert document == {
        "acr_values_supported": ["eidas1"], "claims_parameter_supported": True, "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"], "response_types_supported": ["code"],
        "response_modes_supported": ["form_post", "fragment", "query"],
        "authorization_response_iss_parameter_supported": True, "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "id_token_signing_alg_values_supported": ["HS256", "ES256", "RS256"],
        "userinfo_signing_alg_values_supported": ["HS256", "ES256", "RS256"],
        "request_parameter_supported": True, "request_uri_parameter_supported": False,
        "request_object_signing_alg_values_supported": ["ES256", "RS256", "HS256"],
        "dpop_signing_alg_values_supported": ["ES256", "RS256"], "claim_types_supported": ["normal"],
    }


def test_the_keys_are_one_ec_and_one_rsa_and_nothing_private(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", house.hub + "/jwks")
    keys = json_of(page)["keys"]
    assert page.header("Content-Type") == "application/jwk-set+json; charset=utf-8"
    assert page.header("Cache-Control") == "public, max-age=600"
    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("EC", "ES256", "sig"), ("RSA", "RS256", "sig")]
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & {member for key in keys for member in key}
    assert "PRIVATE" not in json.dumps(keys)


def test_the_root_leads_to_a_page_of_ours_not_of_the_state(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", house.hub)
    assert page.status == 301
    assert page.header("Location") == house.hub.removesuffix("/api/v2") + "/"
    assert visitor.opens(page.header("Location")).status == 200


def test_the_accessibility_statement_is_there(visitor: Visitor, house: House) -> None:
    assert visitor.opens(house.hub + "/accessibilite").status == 200
