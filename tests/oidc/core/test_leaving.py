from __future__ import annotations

import re
from typing import Any

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from doublure.oidc.keys import KeyRing
from doublure.randomness import SeededRandomness
from tests.oidc.core.forging import CLIENT
from tests.oidc.core.loopback import Loopback, Said
from tests.oidc.core.upstream import CALLBACK, SECRET, Upstream, asked


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


def test_the_request_says_exactly_what_it_must(upstream: Upstream) -> None:
    departure = upstream.party().leave(scope="openid gender", acr_values="eidas1", prompt="login")
    memory = departure.memory
    assert departure.url.startswith(f"{upstream.issuer}/authorize?")
    assert asked(departure) == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": CALLBACK, "scope": "openid gender", "state": memory.state,
        "nonce": memory.nonce, "acr_values": "eidas1", "prompt": "login", "code_challenge_method": "S256",
        "code_challenge": create_s256_code_challenge(memory.code_verifier),
    }
    assert memory.redirect_uri == CALLBACK
    assert memory.acr_values == ("eidas1",)


def test_without_pkce_nothing_of_it_is_sent(upstream: Upstream) -> None:
    departure = upstream.party(pkce=False).leave(scope="openid")
    assert asked(departure).keys() == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}
    assert departure.memory.code_verifier is None


def test_the_verifier_has_the_alphabet_and_length_of_rfc_7636(upstream: Upstream) -> None:
    verifier = upstream.party().leave(scope="openid").memory.code_verifier
    assert re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", verifier or "")


@pytest.mark.parametrize(("style", "pattern"), [("token", "[A-Za-z0-9_-]{43}"), ("hex", "[0-9a-f]{64}")])
def test_state_and_nonce_are_new_each_time_and_of_the_style_that_was_asked(upstream: Upstream, style: str, pattern: str) -> None:
    party = upstream.party(state_style=style)
    memories = [party.leave(scope="openid").memory for _ in range(20)]
    values = [value for memory in memories for value in (memory.state, memory.nonce)]
    assert len(set(values)) == 40
    assert all(re.fullmatch(pattern, value) for value in values)


@pytest.mark.parametrize(("style", "length"), [("token", 43), ("hex", 64)])
def test_state_and_nonce_begin_with_the_tag_of_the_journey(upstream: Upstream, style: str, length: int) -> None:
    memory = upstream.party(state_style=style).leave(scope="openid", tag="ab12cd34").memory
    for value in (memory.state, memory.nonce):
        assert value.startswith("ab12cd34")
        assert len(value) == length


def test_however_long_the_tag_128_bits_stay_unguessable(upstream: Upstream) -> None:
    tag = "t" * 60
    assert len(upstream.party(state_style="token").leave(scope="openid", tag=tag).memory.state) >= len(tag) + 22
    assert len(upstream.party(state_style="hex").leave(scope="openid", tag=tag).memory.state) >= len(tag) + 32


def test_a_seeded_run_leaves_the_same_way_every_time(upstream: Upstream) -> None:
    urls = {upstream.party(randomness=SeededRandomness(7)).leave(scope="openid").url for _ in range(3)}
    assert len(urls) == 1


def test_extra_parameters_are_added_and_max_age_is_remembered(upstream: Upstream) -> None:
    departure = upstream.party().leave(scope="openid", extra={"max_age": "300", "claims": '{"id_token":{}}'})
    assert asked(departure)["claims"] == '{"id_token":{}}'
    assert departure.memory.max_age == 300


@pytest.mark.parametrize("name", ["state", "nonce", "redirect_uri", "client_id", "code_challenge", "response_type", "scope"])
def test_extra_parameters_replace_nothing(upstream: Upstream, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        upstream.party().leave(scope="openid", extra={name: "mine"})


def test_an_authorization_endpoint_with_a_query_keeps_it(upstream: Upstream) -> None:
    upstream.metadata["authorization_endpoint"] += "?tenant=1"
    departure = upstream.party().leave(scope="openid")
    assert departure.url.startswith(f"{upstream.issuer}/authorize?tenant=1&")
    assert asked(departure)["tenant"] == "1"


@pytest.mark.parametrize("changed", [
    {"auth_method": "tls_client_auth"}, {"auth_method": "private_key_jwt"}, {"id_token_alg": "none"}, {"id_token_alg": "PS512"},
    {"userinfo_alg": "none"}, {"state_style": "short"},
])
def test_a_registration_that_cannot_work_is_refused_at_once(upstream: Upstream, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changed.values()))):
        upstream.party(**changed)


def test_nothing_secret_shows_in_a_representation(upstream: Upstream) -> None:
    party = upstream.party()
    departure = party.leave(scope="openid")
    assert SECRET not in repr(party)
    assert departure.memory.nonce not in repr(departure.memory)
    assert departure.memory.code_verifier is not None
    assert departure.memory.code_verifier not in repr(departure.memory)
    arrival = upstream.login(party)
    assert arrival.id_token not in repr(arrival)
    assert arrival.access_token not in repr(arrival)


class TestFarewell:
    """RP-Initiated Logout 1.0 §2."""

    def test_it_says_who_leaves_and_where_to_come_back(self, upstream: Upstream) -> None:
        url = upstream.party().farewell("the-hint", "http://localhost:4400/logout-callback?a=b", "the state")
        assert url == (f"{upstream.issuer}/session/end?id_token_hint=the-hint&post_logout_redirect_uri="
                       "http%3A%2F%2Flocalhost%3A4400%2Flogout-callback%3Fa%3Db&state=the+state&client_id=doublure-hub")

    def test_there_is_none_where_none_is_announced_or_nobody_answers(self, upstream: Upstream) -> None:
        del upstream.metadata["end_session_endpoint"]
        assert upstream.party().farewell("hint", "http://localhost:1/", "state") is None
        upstream.route("/.well-known/openid-configuration", lambda _: Said(status=500))
        assert upstream.party().farewell("hint", "http://localhost:1/", "state") is None
