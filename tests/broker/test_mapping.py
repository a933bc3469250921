"""A provider's words become the hub's, as data."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from broker.parties import identity_provider_from
from broker.parties.mapping import ClaimMapping
from broker.registry import Registry
from doublure.clock import FixedClock
from doublure.storage.control_memory import MemoryControl

SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:InternetProtocolPassword"
SEVENTH: dict[str, Any] = {
    "uid": "11111111-2222-4333-8444-555555555555", "slug": "seventh", "url": "https://id.example.org/", "name": "seventh",
    "title": "Le septième", "allowedAcr": ["eidas1", "eidas2"], "clientID": "a-hub", "client_secret": "s" * 32,
}


def test_nothing_is_mapped_until_something_is_said() -> None:
    claims = {"sub": "1", "given_name": "Léa", "unknown": [1]}
    assert ClaimMapping().identity(claims) == claims
    assert ClaimMapping().level("eidas2") == "eidas2"
    assert ClaimMapping().level(None) is None
    assert ClaimMapping().asked("eidas1") == "eidas1"


def test_a_claim_is_read_under_its_name_at_the_provider_also_inside_an_object() -> None:
    mapping = ClaimMapping(claims={"family_name": "nom", "birthcountry": "birth.place.country", "email": "urn:mail.address"})
    birth = {"place": {"country": "99100"}}
    told = mapping.identity({"sub": "1", "nom": "ÉPROUVETTE", "birth": birth, "urn:mail.address": "a@b"})
    assert (told["family_name"], told["birthcountry"], told["email"]) == ("ÉPROUVETTE", "99100", "a@b")


@pytest.mark.parametrize("claims", [{}, {"birth": None}, {"birth": "Paris"}, {"birth": {"place": []}}])
def test_a_claim_that_is_not_where_it_should_be_is_absent(claims: dict[str, Any]) -> None:
    mapping = ClaimMapping(claims={"birthcountry": "birth.place.country"})
    assert "birthcountry" not in mapping.identity({"birthcountry": "99352", **claims}), "and not another one in its stead"


def test_a_constant_is_the_value_of_everybody_there() -> None:
    mapping = ClaimMapping(constants={"birthcountry": "99100"}, claims={"birthcountry": "country"})
    assert mapping.identity({"birthcountry": "99352", "country": "99139"})["birthcountry"] == "99100"


def test_a_value_is_translated_word_by_word() -> None:
    mapping = ClaimMapping(claims={"gender": "sexe"}, values={"gender": {"F": "female", "M": "male"}})
    assert mapping.identity({"sexe": "F"})["gender"] == "female"
    assert mapping.identity({"sexe": "X"})["gender"] == "X", "left for the rules of the identity to refuse"
    assert mapping.identity({"sexe": 1})["gender"] == 1


def test_the_sub_is_never_mapped() -> None:
    for table in ("claims", "constants"):
        with pytest.raises(ValidationError, match="'sub' is no claim of an identity"):
            ClaimMapping.model_validate({table: {"sub": "email"}})


@pytest.mark.parametrize(("acr", "level"), [
    (SAML, "eidas2"), (None, "eidas1"), ("0", "eidas1"), ("urn:mace:incommon:iap:silver", "eidas1"), ("eidas3", "eidas3"),
])
def test_a_level_is_translated_and_what_nobody_knows_is_the_default(acr: str | None, level: str) -> None:
    assert ClaimMapping(levels={SAML: "eidas2"}, default_acr="eidas1").level(acr) == level


@pytest.mark.parametrize("acr", [["eidas3"], 0, True, {"acr": "eidas3"}])
def test_an_ill_typed_level_is_not_mended_by_the_default(acr: object) -> None:
    assert ClaimMapping(default_acr="eidas1").level(acr) is acr


def test_a_provider_is_asked_for_a_level_in_its_own_words_or_for_none() -> None:
    assert ClaimMapping(levels={SAML: "eidas2"}).asked("eidas2") == SAML
    assert ClaimMapping(levels={SAML: "eidas2"}).asked("eidas1") is None
    assert ClaimMapping(default_acr="eidas1").asked("eidas1") is None


@pytest.mark.parametrize(("changed", "said"), [
    ({"client_secret": None}, "client_secret_post needs client_secret"),
    ({"client_secret": None, "token_endpoint_auth_method": "client_secret_jwt"}, "client_secret_jwt needs client_secret"),
    ({"client_secret": None, "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "HS256"}, "HS256 needs"),
    ({"token_endpoint_auth_method": "none", "pkce": False}, "needs pkce"),
    ({"mapping": {"defaultAcr": "eidas3"}}, "eidas3 is not in allowedAcr"),
    ({"mapping": {"levels": {"gold": "eidas9"}}}, "eidas1"),
    ({"scope": "profile email"}, "scope must contain openid"),
    ({"trustedOrigins": ["http://id.example.org"]}, "is not an origin"),
    ({"trustedOrigins": ["https://id.example.org/path"]}, "is not an origin"),
    ({"timeout": 0}, "greater than 0"),
    ({"timeout": 30}, "less than or equal to 10"),
])
def test_a_registration_that_cannot_work_is_refused_with_a_sentence(changed: dict[str, Any], said: str) -> None:
    document = {name: value for name, value in (SEVENTH | changed).items() if value is not None}
    with pytest.raises(ValidationError, match=said):
        identity_provider_from(document)


@pytest.mark.parametrize("method", ["private_key_jwt", "none"])
def test_a_provider_without_a_shared_secret_is_registered_without_one(method: str) -> None:
    document = {name: value for name, value in SEVENTH.items() if name != "client_secret"}
    provider = identity_provider_from({**document, "token_endpoint_auth_method": method})
    assert identity_provider_from(provider.document()) == provider, "what is shown can be registered again"


@pytest.mark.parametrize(("requires_pivot", "offered"), [(True, 0), (False, 1)])
def test_a_provider_that_cannot_yield_the_six_facts_is_known_only_where_they_are_not_needed(
    requires_pivot: bool, offered: int
) -> None:
    provider = identity_provider_from({**SEVENTH, "pivot": False})
    control = MemoryControl(FixedClock(0))
    registry = Registry("openid", (), (provider,), control, default_alg="RS256", requires_pivot=requires_pivot)
    assert len(registry.identity_providers()) == offered
    assert (registry.identity_provider(provider.uid) is provider) is bool(offered)
