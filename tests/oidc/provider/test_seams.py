"""Every outgoing message passes exactly one seam, its carrier passes `transport`; without a scenario not a byte differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doublure.exchange import Answer, Parameters, Request
from doublure.journal import Thread
from doublure.oidc.authorization_errors import AccessDenied
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import authorize, documents, introspection, refresh, userinfo
from doublure.oidc.seams import Message, Passage, Seams, Sign
from tests.oidc.provider.issuer import CALLBACK, ISSUER, SECRET, Issuer, body, client

THREAD = Thread(trace="ab" * 16, run="run-1")


def _respond(issuer: Issuer) -> Answer:
    passage = issuer.provider.passage(Message.AUTHORIZATION_RESPONSE, THREAD, "party")
    return authorize.respond(issuer.provider, CALLBACK, {"code": "c"}, passage)


def _refuse(issuer: Issuer) -> Answer:
    passage = issuer.provider.passage(Message.AUTHORIZATION_RESPONSE, THREAD, "party")
    return authorize.refuse(issuer.provider, CALLBACK, AccessDenied("no"), "s", passage)


def _read(issuer: Issuer) -> Answer:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    issuer.seams.passed.clear()
    return issuer.read(token)


def _read_json(issuer: Issuer) -> Answer:
    issuer.directory.clients["party"] = client(userinfo_signed_response_alg=None)
    return _read(issuer)


def _refresh(issuer: Issuer) -> Answer:
    issuer.directory.clients["party"] = client(grant_types=("authorization_code", "refresh_token"))
    token = body(issuer.redeem(issuer.code(refreshable=True)))["refresh_token"]
    issuer.seams.passed.clear()
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "party", "client_secret": SECRET}
    return refresh.answer(issuer.provider, Request(method="POST", form=Parameters.of(form)))


POSTED = Request(method="POST", form=Parameters.of({"client_id": "party", "client_secret": SECRET, "token": "A" * 43}))

SENT: dict[str, tuple[Callable[[Issuer], Answer], list[tuple[str, str]]]] = {
    "an authorization response": (_respond, [("parameters", "authorization_response"), ("transport", "authorization_response")]),
    "an authorization error": (_refuse, [("parameters", "authorization_response"), ("transport", "authorization_response")]),
    "tokens": (lambda i: i.redeem(i.code()), [
        ("signed", "id_token"), ("document", "token_response"), ("transport", "token_response")]),
    "a token error": (lambda i: i.redeem("A" * 43), [("document", "token_response"), ("transport", "token_response")]),
    "signed userinfo": (_read, [("signed", "userinfo"), ("transport", "userinfo")]),
    "plain userinfo": (_read_json, [("document", "userinfo"), ("transport", "userinfo")]),
    "a userinfo error": (lambda i: userinfo.answer(i.provider, Request()), [("document", "userinfo"), ("transport", "userinfo")]),
    "an introspection": (lambda i: introspection.answer(i.provider, POSTED), [
        ("document", "introspection"), ("transport", "introspection")]),
    "an introspection error": (lambda i: introspection.answer(i.provider, Request(method="POST")), [
        ("document", "introspection"), ("transport", "introspection")]),
    "refreshed tokens": (_refresh, [
        ("signed", "id_token"), ("document", "token_response"), ("transport", "token_response")]),
    "keys": (lambda i: documents.jwks(i.provider), [("document", "jwks"), ("transport", "jwks")]),
    "metadata": (lambda i: documents.discovery(i.provider, {"issuer": ISSUER}), [
        ("document", "discovery"), ("transport", "discovery")]),
}


@pytest.mark.parametrize("message", SENT)
def test_every_outgoing_message_passes_exactly_one_seam_and_its_carrier_one_transport(issuer: Issuer, message: str) -> None:
    send, expected = SENT[message]
    send(issuer)
    assert issuer.seams.names == expected
    assert {passage.issuer for _, passage in issuer.seams.passed} == {ISSUER}


def test_a_message_of_a_journey_passes_with_the_journeys_thread_and_its_client(issuer: Issuer) -> None:
    _read(issuer)
    issuer.redeem(issuer.code())
    assert {(passage.thread, passage.client_id) for _, passage in issuer.seams.passed} == {(THREAD, "party")}


class Altering(Seams):
    """What a laboratory can do at each seam."""

    def parameters(self, passage: Passage, parameters: Mapping[str, str]) -> Mapping[str, str]:
        return {**parameters, "iss": "http://evil.test"}

    def document(self, passage: Passage, document: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**document, "altered": passage.message.value}

    def signed(self, passage: Passage, header: Mapping[str, Any], claims: Mapping[str, Any], sign: Sign) -> str:
        return "altered.token."

    def transport(self, passage: Passage, answer: Answer) -> Answer:
        return replace(answer, status=299)


@pytest.mark.parametrize("message", SENT)
def test_what_a_seam_changes_is_what_is_sent(issuer: Issuer, message: str) -> None:
    if message.endswith("userinfo"):
        token = body(issuer.redeem(issuer.code()))["access_token"]
        if message == "plain userinfo":
            issuer.directory.clients["party"] = client(userinfo_signed_response_alg=None)
        object.__setattr__(issuer.provider, "seams", Altering())
        answer = issuer.read(token)
    else:
        object.__setattr__(issuer.provider, "seams", Altering())
        answer = SENT[message][0](issuer)
    assert answer.status == 299
    assert "alter" in answer.body.decode() or "evil.test" in (answer.header("Location") or "")


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
JSON = st.recursive(st.none() | st.booleans() | st.integers(-2**53, 2**53) | TEXT,
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8)
OWN = {"sub", "aud", "iss", "exp", "iat"}


@pytest.fixture(scope="module")
def plain(keys: KeyRing) -> Issuer:
    """An issuer whose seams are those of production; RS256 because ECDSA signatures differ each time."""
    issuer = Issuer(keys, client(id_token_signed_response_alg="RS256", userinfo_signed_response_alg="RS256"),
                    client("json", userinfo_signed_response_alg=None))
    object.__setattr__(issuer.provider, "seams", Seams())
    return issuer


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@settings(max_examples=60, deadline=None)
@given(document=st.dictionaries(TEXT, JSON, max_size=5))
def test_without_a_scenario_a_document_is_sent_byte_for_byte(plain: Issuer, document: dict[str, Any]) -> None:
    assert documents.discovery(plain.provider, document).body == _canonical(document)


@settings(max_examples=60, deadline=None)
@given(parameters=st.dictionaries(TEXT, TEXT, max_size=5))
def test_without_a_scenario_an_authorization_response_is_sent_byte_for_byte(plain: Issuer, parameters: dict[str, str]) -> None:
    passage = plain.provider.passage(Message.AUTHORIZATION_RESPONSE, THREAD, "party")
    sent = authorize.respond(plain.provider, CALLBACK, parameters, passage)
    assert sent.header("Location") == f"{CALLBACK}&{urlencode({**parameters, 'iss': ISSUER})}"


@settings(max_examples=40, deadline=None)
@given(claims=st.dictionaries(TEXT.filter(lambda name: name not in OWN), JSON, max_size=5))
def test_without_a_scenario_userinfo_is_sent_byte_for_byte(plain: Issuer, claims: dict[str, Any]) -> None:
    code = plain.code(client_id="json", memo=claims)
    token = body(plain.redeem(code, client_id="json"))["access_token"]
    assert plain.read(token).body == _canonical({**claims, "sub": "a" * 64 + "v1"})


@settings(max_examples=25, deadline=None)
@given(claims=st.dictionaries(TEXT.filter(lambda name: name not in OWN), JSON, max_size=4), nonce=TEXT)
def test_without_a_scenario_tokens_are_those_that_seams_which_look_on_let_through(
        plain: Issuer, claims: dict[str, Any], nonce: str) -> None:
    grant = plain.grant(memo=claims, nonce=nonce)
    sent: list[tuple[str, bytes]] = []
    for watched in (False, True):
        object.__setattr__(plain.provider, "seams", plain.seams if watched else Seams())
        tokens = body(plain.redeem(plain.provider.grants.issue(grant, grant.id[:16])))
        sent.append((tokens["id_token"], plain.read(tokens["access_token"]).body))
    object.__setattr__(plain.provider, "seams", Seams())
    assert sent[0] == sent[1]
