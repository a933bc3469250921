"""What an issuer publishes: keys without their private half, and metadata that tell the truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from authlib.oidc.discovery import OpenIDProviderMetadata

from doublure.exchange import Answer
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import documents
from doublure.oidc.provider.announcement import announcement
from doublure.oidc.seams import Passage, Seams
from tests.oidc.provider.issuer import ISSUER, Issuer

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


@pytest.fixture
def metadata() -> dict[str, Any]:
    return announcement("https://localhost:4402", scopes=("openid", "email"), claims=("sub", "email"),
                        algorithms=("RS256", "ES256"), acr_values=("eidas1",), revocation="/token/revocation")


def test_the_jwks_holds_no_private_member(issuer: Issuer) -> None:
    answer = documents.jwks(issuer.provider)
    published = json.loads(answer.body)["keys"]
    assert {key["kty"] for key in published} == {"EC", "RSA"}
    assert all(PRIVATE.isdisjoint(key) for key in published)
    private = {value for key in issuer.provider.keys.private()["keys"] for name, value in key.items() if name in PRIVATE}
    assert private
    assert all(value.encode() not in answer.body for value in private)


def test_the_jwks_says_its_media_type_and_may_be_kept_for_ten_minutes(issuer: Issuer) -> None:
    answer = documents.jwks(issuer.provider)
    assert (answer.status, answer.content_type) == (200, "application/jwk-set+json; charset=utf-8")
    assert answer.header("Cache-Control") == "public, max-age=600"
    assert answer.cookies == ()


def test_the_discovery_document_is_json_that_may_be_kept_for_ten_minutes(issuer: Issuer, metadata: dict[str, Any]) -> None:
    answer = documents.discovery(issuer.provider, metadata)
    assert (answer.status, answer.content_type) == (200, "application/json; charset=utf-8")
    assert answer.header("Cache-Control") == "public, max-age=600"
    assert json.loads(answer.body) == metadata


def test_a_prepared_document_is_served_as_it_is_and_written_anew_only_when_a_seam_changed_it(issuer: Issuer) -> None:
    prepared = documents.prepared_jwks(issuer.provider.keys)
    assert documents.publish(issuer.provider, prepared) is prepared.answer

    class Emptying(Seams):
        def document(self, passage: Passage, document: Mapping[str, Any]) -> Mapping[str, Any]:
            return {"keys": []}

    object.__setattr__(issuer.provider, "seams", Emptying())
    changed = documents.publish(issuer.provider, prepared)
    assert json.loads(changed.body) == {"keys": []}
    assert changed.content_type == "application/jwk-set+json; charset=utf-8"
    assert json.loads(prepared.answer.body) != {"keys": []}


def test_serving_documents_touches_no_store(issuer: Issuer, metadata: dict[str, Any]) -> None:
    issuer.store.trips.clear()
    answers: list[Answer] = [documents.jwks(issuer.provider), documents.discovery(issuer.provider, metadata)]
    assert len(answers) == 2
    assert issuer.store.trips == []


def test_the_plain_announcement_satisfies_authlibs_reading_of_the_specification(metadata: dict[str, Any]) -> None:
    OpenIDProviderMetadata(metadata).validate()


def test_the_plain_announcement_promises_nothing_that_is_refused(metadata: dict[str, Any]) -> None:
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert metadata["request_parameter_supported"] is False
    assert metadata["request_uri_parameter_supported"] is False
    assert "none" not in json.dumps(metadata["id_token_signing_alg_values_supported"])
    assert None not in metadata.values()
    without = announcement(ISSUER, scopes=(), claims=(), algorithms=("ES256",), end_session=None, claims_parameter_supported=True)
    assert "end_session_endpoint" not in without
    assert without["claims_parameter_supported"] is True


def test_both_keys_of_a_rotation_are_published(keys: KeyRing) -> None:
    both = {"keys": keys.private()["keys"] + KeyRing.generate(["ES256"]).private()["keys"]}
    issuer = Issuer(KeyRing.from_private(both))
    assert len(json.loads(documents.jwks(issuer.provider).body)["keys"]) == 3
