"""Trap 1: a code is spent first and tokens are made after; its second use takes back what the first gave (RFC 6749 §4.1.2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from doublure.clock import ShiftedClock
from doublure.exchange import Parameters, Request
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import token
from doublure.oidc.seams import Passage, Sign
from doublure.testing.servers import RedisServer
from tests.oidc.provider.issuer import CHALLENGE, NOW, OTHER_SECRET, VERIFIER, Issuer, RecordingSeams, body


@pytest.fixture(params=["memory", "redis"])
def anywhere(request: pytest.FixtureRequest, keys: KeyRing) -> Iterator[Issuer]:
    if request.param == "memory":
        yield Issuer(keys)
        return
    with RedisServer() as server:
        yield Issuer(keys, url=server.url)


def test_of_sixteen_threads_redeeming_one_code_one_succeeds_and_the_grant_is_revoked(anywhere: Issuer) -> None:
    issuer = anywhere
    for _ in range(10):
        code = issuer.code()
        start = threading.Barrier(16)

        def redeem(_: int, code: str = code, start: threading.Barrier = start) -> Any:
            start.wait()
            return issuer.redeem(code)

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(redeem, range(16)))
        winners = [answer for answer in answers if answer.status == 200]
        assert len(winners) == 1
        assert {body(answer)["error"] for answer in answers if answer.status != 200} == {"invalid_grant"}
        assert issuer.read(body(winners[0])["access_token"]).status == 401


def test_a_replay_takes_back_the_first_token(issuer: Issuer) -> None:
    code = issuer.code()
    first = body(issuer.redeem(code))["access_token"]
    assert issuer.read(first).status == 200
    replayed = issuer.redeem(code)
    assert (replayed.status, body(replayed)["error"]) == (400, "invalid_grant")
    assert issuer.read(first).status == 401


def test_a_replay_while_the_first_redemption_is_still_minting_takes_back_what_it_mints(keys: KeyRing) -> None:
    issuer = Issuer(keys)
    code = issuer.code()
    replies: list[int] = []

    class Slow(RecordingSeams):
        def signed(self, passage: Passage, header: Mapping[str, Any], claims: Mapping[str, Any], sign: Sign) -> str:
            if not replies:
                replies.append(0)
                replies.append(issuer.redeem(code).status)
            return sign(header, claims)

    object.__setattr__(issuer.provider, "seams", Slow())
    first = issuer.redeem(code)
    assert replies == [0, 400]
    assert first.status == 200
    assert issuer.read(body(first)["access_token"]).status == 401


def test_a_replay_after_the_codes_date_still_takes_back_the_token(issuer: Issuer) -> None:
    code = issuer.code(expires_at=NOW + 600)
    issuer.clock.advance(29)
    access_token = body(issuer.redeem(code))["access_token"]
    issuer.clock.advance(31)
    assert issuer.read(access_token).status == 200
    assert issuer.redeem(code).status == 400
    assert issuer.read(access_token).status == 401


def test_a_third_use_is_a_replay_as_well(issuer: Issuer) -> None:
    code = issuer.code()
    for status in (200, 400, 400):
        answer = issuer.redeem(code)
        assert answer.status == status
    assert body(answer)["error_description"] == "the code was used before"


@pytest.mark.parametrize("wrong", [
    {"code_verifier": "x" * 43}, {"code_verifier": None}, {"code_verifier": CHALLENGE},
    {"redirect_uri": "http://localhost:3000/other"}, {"client_id": "other"},
])
def test_whatever_an_authenticated_client_gets_wrong_about_a_code_burns_it(issuer: Issuer, wrong: dict[str, str | None]) -> None:
    code = issuer.code(code_challenge=CHALLENGE)
    assert issuer.redeem(code, **({"code_verifier": VERIFIER} | wrong)).status == 400
    assert issuer.redeem(code, code_verifier=VERIFIER).status == 400


def test_a_wrong_verifier_after_the_right_one_is_a_replay_too(issuer: Issuer) -> None:
    code = issuer.code(code_challenge=CHALLENGE)
    access_token = body(issuer.redeem(code, code_verifier=VERIFIER))["access_token"]
    assert issuer.redeem(code, code_verifier="x" * 43).status == 400
    assert issuer.read(access_token).status == 401


@pytest.mark.parametrize("wrong", [
    {"client_secret": OTHER_SECRET}, {"client_id": "nobody"}, {"client_secret": None}, {"grant_type": "password"},
    {"redirect_uri": None},
])
def test_somebody_who_is_not_authenticated_or_asks_badly_cannot_burn_a_code(issuer: Issuer, wrong: dict[str, str | None]) -> None:
    code = issuer.code()
    assert issuer.redeem(code, **wrong).status in {400, 401}
    assert issuer.redeem(code).status == 200


def test_a_refused_redemption_leaves_no_access_token_behind(issuer: Issuer) -> None:
    code = issuer.code(code_challenge=CHALLENGE)
    issuer.store.trips.clear()
    issuer.redeem(code, code_verifier="x" * 43)
    assert issuer.store.trips == ["Get+Get", "Once"]


def test_a_grant_is_revoked_by_its_id_however_long_that_is(issuer: Issuer) -> None:
    grant = issuer.grant()
    grant = replace(grant, id=f"{grant.id}-and-the-houses-own-ending")
    token = body(issuer.redeem(issuer.provider.grants.issue(grant, grant.id[:16])))["access_token"]
    issuer.provider.grants.revoke(grant.id)
    assert issuer.read(token).status == 401


def test_a_code_may_end_as_its_house_decides_if_it_keeps_its_length(issuer: Issuer) -> None:
    grant = issuer.grant()
    code, operations = issuer.provider.grants.issuing(grant, grant.id[:16], ending="e" * 27)
    issuer.store.batch(*operations)
    assert code == grant.id[:16] + "e" * 27
    assert issuer.redeem(code).status == 200
    with pytest.raises(ValueError, match="43 characters"):
        issuer.provider.grants.issuing(grant, grant.id[:16], ending="short")


def test_dates_are_counted_from_the_grants_beginning(issuer: Issuer) -> None:
    dated = issuer.provider.grants.dated(issuer.grant(issued_at=NOW, code_expires_at=0, expires_at=0))
    assert (dated.code_expires_at, dated.expires_at) == (NOW + 30, NOW + 30)


def test_nothing_is_signed_for_a_code_that_was_spent(issuer: Issuer) -> None:
    code = issuer.code()
    issuer.redeem(code)
    issuer.seams.passed.clear()
    issuer.redeem(code)
    assert issuer.seams.names == [("document", "token_response"), ("transport", "token_response")]


def test_a_code_is_recognised_as_long_as_the_token_it_guards(issuer: Issuer) -> None:
    code = issuer.code(expires_at=NOW + 600)
    issuer.clock.advance(29)
    access_token = body(issuer.redeem(code))["access_token"]
    issuer.clock.advance(59)
    assert issuer.read(access_token).status == 200
    issuer.redeem(code)
    assert issuer.read(access_token).status == 401


def test_an_issuer_at_another_time_sees_the_same_codes(issuer: Issuer) -> None:
    code = issuer.code()
    later = issuer.provider.at(ShiftedClock(issuer.clock, 31))
    request = Request(method="POST", form=Parameters.of(issuer.form(code)))
    assert body(token.answer(later, request))["error_description"] == "the code has expired"
