"""The journal knows every check and message, and never a secret, code or token (CWE-532)."""

from __future__ import annotations

import json

import pytest

from doublure.exchange import Parameters, Request
from doublure.journal import Journal, Record, Thread
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import authorize, logout, revocation, token
from doublure.oidc.seams import Message
from tests.oidc.provider.issuer import CALLBACK, CHALLENGE, OTHER_SECRET, SECRET, VERIFIER, Issuer, basic, body, client


class Scanning:
    """A sink that remembers everything as one text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, record: Record) -> None:
        self.text += json.dumps(record.as_dict(), default=str, ensure_ascii=False) + "\n"


@pytest.fixture
def scanned(keys: KeyRing) -> tuple[Issuer, Scanning]:
    issuer = Issuer(keys, client(), client("other", userinfo_signed_response_alg=None))
    sink = Scanning()
    object.__setattr__(issuer.provider, "journal", Journal(house="hub", clock=issuer.clock, sinks=(sink,)))
    return issuer, sink


def test_no_secret_code_or_token_gets_into_the_journal_whatever_goes_right_or_wrong(scanned: tuple[Issuer, Scanning]) -> None:
    issuer, sink = scanned
    secrets = {SECRET, OTHER_SECRET, VERIFIER, "a.b.c-assertion", "bogus-secret"}
    for changes in ({}, {"client_secret": OTHER_SECRET}, {"client_id": "other"}, {"client_id": "nobody"},
                    {"code_verifier": "x" * 50}, {"redirect_uri": "http://evil.test/"}, {"client_assertion": "a.b.c-assertion"},
                    {"grant_type": "password", "password": "bogus-secret"}):
        code = issuer.code(code_challenge=CHALLENGE)
        for _ in range(2):
            answer = issuer.redeem(code, **({"code_verifier": VERIFIER} | changes))
            if answer.status == 200:
                secrets |= {body(answer)["access_token"], body(answer)["id_token"]}
                secrets.add(issuer.read(body(answer)["access_token"]).body.decode())
                revocation.answer(issuer.provider, Request(method="POST", form=Parameters.of(
                    {"token": body(answer)["access_token"], "client_id": "party", "client_secret": SECRET})))
                trail = issuer.provider.trail(Thread(trace="x"))
                logout.check(issuer.provider, Request(query=Parameters.of({"id_token_hint": body(answer)["id_token"]})), trail)
        secrets.add(code)
        passage = issuer.provider.passage(Message.AUTHORIZATION_RESPONSE)
        authorize.respond(issuer.provider, CALLBACK, {"code": code}, passage, trail=issuer.provider.trail(Thread(trace="x")))
    issuer.post({}, authorization=basic("party", "bogus-secret"))
    issuer.read("T" * 43)
    secrets.add("T" * 43)
    assert len(sink.text) > 10_000
    assert [value for value in secrets if value in sink.text] == []


def test_a_journeys_checks_and_messages_bear_its_thread_and_its_client(issuer: Issuer) -> None:
    tokens = body(issuer.redeem(issuer.code()))
    issuer.read(tokens["access_token"])
    records = issuer.ring.records()
    assert {(record.thread.trace, record.thread.run, record.client_id) for record in records} == {("ab" * 16, "run-1", "party")}
    names = [record.event.message for record in records if record.event.kind == "message"]
    assert names == ["token_request", "id_token", "token_response", "userinfo_request", "userinfo"]


def test_a_call_that_names_no_known_journey_gets_the_callers_thread_or_one_of_its_own(issuer: Issuer) -> None:
    issuer.redeem("A" * 43)
    assert len(issuer.ring.records()[-1].thread.trace) == 32
    request = Request(method="POST", form=Parameters.of(issuer.form("A" * 43)))
    token.answer(issuer.provider, request, thread=Thread(trace="given"))
    assert issuer.ring.records()[-1].thread.trace == "given"


def test_a_burnt_code_is_an_event(issuer: Issuer) -> None:
    issuer.redeem(issuer.code(code_challenge=CHALLENGE), code_verifier="x" * 43)
    assert any(record.event.kind == "event" and record.event.name == "code_burnt" for record in issuer.ring.records())


def test_the_same_answers_are_given_when_nobody_watches(issuer: Issuer) -> None:
    object.__setattr__(issuer.provider, "journal", Journal(house="hub", clock=issuer.clock))
    assert issuer.redeem(issuer.code()).status == 200
    assert issuer.redeem("A" * 43).status == 400
