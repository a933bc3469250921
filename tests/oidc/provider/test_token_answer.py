"""What a right token request gets (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3)."""

from __future__ import annotations

import pytest
from joserfc import jwk, jwt

from doublure.oidc.keys import KeyRing
from tests.oidc.provider.issuer import (
    CHALLENGE,
    ISSUER,
    NOW,
    SECRET,
    VERIFIER,
    Issuer,
    basic,
    body,
    client,
    header,
    payload,
)


def test_a_token_answer_has_exactly_five_members(issuer: Issuer) -> None:
    answer = issuer.redeem(issuer.code())
    assert answer.status == 200
    assert set(body(answer)) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert body(answer)["expires_in"] == 60
    assert body(answer)["token_type"] == "Bearer"
    assert len(body(answer)["access_token"]) == 43


def test_a_token_answer_is_json_in_utf_8_that_no_cache_keeps_and_sets_no_cookie(issuer: Issuer) -> None:
    answer = issuer.redeem(issuer.code())
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.header("Cache-Control") == "no-store"
    assert answer.cookies == ()


def test_scopes_are_told_in_the_order_they_were_granted(issuer: Issuer) -> None:
    code = issuer.code(scope=("email", "openid", "identite_pivot"))
    assert body(issuer.redeem(code))["scope"] == "email openid identite_pivot"


def test_the_id_token_holds_exactly_the_protocols_claims_and_none_of_the_person(issuer: Issuer) -> None:
    claims = payload(body(issuer.redeem(issuer.code()))["id_token"])
    assert claims == {
        "sub": "a" * 64 + "v1", "auth_time": NOW - 5, "acr": "eidas1", "nonce": "n-0S6_WzA2Mj-and-longer", "aud": "party",
        "exp": NOW + 60, "iat": NOW, "iss": ISSUER,
    }


def test_the_id_token_holds_what_the_policy_adds(issuer: Issuer) -> None:
    claims = payload(body(issuer.redeem(issuer.code(amr=("fc", "pwd"))))["id_token"])
    assert claims["amr"] == ["fc", "pwd"]


def test_a_policy_cannot_replace_a_claim_of_the_protocol(issuer: Issuer) -> None:
    class Liar:
        def id_token_claims(self, grant: object, client: object) -> dict[str, str]:
            return {"sub": "somebody-else", "iss": "http://evil.test", "aud": "other", "nonce": "x"}

        def userinfo_claims(self, grant: object, client: object) -> dict[str, str]:
            return {"sub": "somebody-else", "iss": "http://evil.test", "aud": "other"}

    object.__setattr__(issuer.provider, "policy", Liar())
    tokens = body(issuer.redeem(issuer.code()))
    told = payload(issuer.read(tokens["access_token"]).body)
    for claims in (payload(tokens["id_token"]), told):
        assert (claims["sub"], claims["iss"], claims["aud"]) == ("a" * 64 + "v1", ISSUER, "party")


def test_a_request_without_nonce_gets_an_id_token_without_nonce(issuer: Issuer) -> None:
    assert "nonce" not in payload(body(issuer.redeem(issuer.code(nonce=None)))["id_token"])


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
def test_the_id_token_is_signed_with_the_registered_algorithm_by_a_published_key(keys: KeyRing, alg: str) -> None:
    issuer = Issuer(keys, client(id_token_signed_response_alg=alg))
    signed = body(issuer.redeem(issuer.code()))["id_token"]
    assert set(header(signed)) == {"alg", "kid"}
    assert header(signed)["alg"] == alg
    assert jwt.decode(signed, jwk.KeySet.import_key_set(keys.public()), algorithms=[alg]).claims["iss"] == ISSUER


def test_an_hs256_id_token_is_keyed_by_the_clients_secret_and_its_header_is_alg_alone(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(id_token_signed_response_alg="HS256"))
    signed = body(issuer.redeem(issuer.code()))["id_token"]
    assert header(signed) == {"alg": "HS256"}
    assert jwt.decode(signed, jwk.OctKey.import_key(SECRET), algorithms=["HS256"]).claims["aud"] == "party"


def test_a_registration_that_cannot_be_signed_for_is_told_so(keys: KeyRing) -> None:
    for odd in (client(id_token_signed_response_alg="HS256", secret=None, token_endpoint_auth_method=("none",)),
                client(id_token_signed_response_alg="PS512")):
        issuer = Issuer(keys, odd)
        code = issuer.code(code_challenge=CHALLENGE)
        answer = issuer.redeem(code, code_verifier=VERIFIER, **({"client_secret": None} if odd.public else {}))
        assert (answer.status, body(answer)["error"]) == (400, "invalid_client_metadata")


def test_a_secret_full_of_signs_travels_form_urlencoded_inside_basic(issuer: Issuer) -> None:
    form = issuer.form(issuer.code(), client_id=None, client_secret=None)
    assert issuer.post(form, authorization=basic("party", SECRET)).status == 200


def test_a_client_id_in_the_body_beside_basic_is_no_second_mechanism(issuer: Issuer) -> None:
    form = issuer.form(issuer.code(), client_secret=None)
    assert issuer.post(form, authorization=basic("party", SECRET)).status == 200


def test_unknown_parameters_and_an_accept_header_change_nothing(issuer: Issuer) -> None:
    form = issuer.form(issuer.code(), state="xyz", scope="openid", audience="x")
    answer = issuer.post(form, accept="text/html")
    assert (answer.status, answer.content_type) == (200, "application/json; charset=utf-8")


def test_a_redemption_reads_once_and_writes_once(issuer: Issuer) -> None:
    code = issuer.code()
    issuer.store.trips.clear()
    issuer.redeem(code)
    assert issuer.store.trips == ["Get+Get", "Once+Put"]


def test_codes_and_tokens_begin_with_their_journeys_tag(issuer: Issuer) -> None:
    code = issuer.code()
    assert body(issuer.redeem(code))["access_token"][:16] == code[:16]


def test_a_grant_whose_id_does_not_begin_with_the_journeys_tag_is_not_issued(issuer: Issuer) -> None:
    with pytest.raises(ValueError, match="begins with its journey's tag"):
        issuer.provider.grants.issue(issuer.grant(), "0123456789abcdef")
