"""Trap 2: clients without a secret prove the code is theirs by PKCE, and for everybody S256 is the only method (RFC 7636)."""

from __future__ import annotations

import pytest

from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import pkce
from tests.oidc.provider.issuer import CHALLENGE, VERIFIER, Issuer, client


@pytest.fixture
def public(keys: KeyRing) -> Issuer:
    return Issuer(keys, client(secret=None, token_endpoint_auth_method=("none",), pkce="required"))


def test_the_example_of_rfc_7636_appendix_b_matches() -> None:
    assert pkce.matches(VERIFIER, CHALLENGE)


def test_a_public_client_redeems_with_its_verifier(public: Issuer) -> None:
    code = public.code(code_challenge=CHALLENGE)
    assert public.redeem(code, client_secret=None, code_verifier=VERIFIER).status == 200


def test_a_public_client_without_verifier_gets_nothing(public: Issuer) -> None:
    assert public.redeem(public.code(code_challenge=CHALLENGE), client_secret=None).status == 400


def test_a_public_client_whose_request_had_no_challenge_gets_nothing(public: Issuer) -> None:
    assert public.redeem(public.code(), client_secret=None).status == 400
    assert public.redeem(public.code(), client_secret=None, code_verifier=VERIFIER).status == 400


def test_a_public_client_that_sends_a_secret_is_refused(public: Issuer) -> None:
    assert public.redeem(public.code(code_challenge=CHALLENGE), code_verifier=VERIFIER).status == 401


def test_the_challenge_itself_is_no_verifier_so_plain_never_works(public: Issuer) -> None:
    code = public.code(code_challenge=VERIFIER)
    assert public.redeem(code, client_secret=None, code_verifier=VERIFIER).status == 400


def test_a_confidential_client_with_a_challenge_needs_its_verifier_too(issuer: Issuer) -> None:
    assert issuer.redeem(issuer.code(code_challenge=CHALLENGE)).status == 400
    assert issuer.redeem(issuer.code(code_challenge=CHALLENGE), code_verifier=VERIFIER).status == 200


@pytest.mark.parametrize("verifier", ["x" * 42, "x" * 129, "é" * 43, "x" * 42 + " ", "x" * 43 + "\n", "\ud800" * 43])
def test_a_verifier_of_another_shape_matches_nothing(verifier: str) -> None:
    assert not pkce.matches(verifier, CHALLENGE)
    assert CHALLENGE not in pkce.mistake(verifier, CHALLENGE)


@pytest.mark.parametrize("challenge", ["", "x" * 42, "x" * 44, "x" * 42 + "=", "é" * 43, CHALLENGE + "\n"])
def test_a_challenge_is_43_characters_of_base64url(challenge: str) -> None:
    assert not pkce.well_formed_challenge(challenge)
    assert pkce.well_formed_challenge(CHALLENGE)


def test_a_client_that_may_come_with_or_without_secret_needs_pkce_when_it_comes_without(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(token_endpoint_auth_method=("client_secret_post", "none")))
    assert issuer.redeem(issuer.code(), client_secret=None).status == 400
    assert issuer.redeem(issuer.code()).status == 200
