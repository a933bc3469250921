"""RP-Initiated Logout: nobody is sent anywhere but to a registered address of a client that is known."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from doublure.exchange import Parameters, Request
from doublure.journal import CheckRan, Thread
from doublure.oidc.errors import InvalidRequest, ProtocolError
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import logout
from doublure.oidc.provider import logout_rules as rules
from doublure.oidc.provider.logout import PLAIN_LOGOUT_ROWS
from doublure.oidc.provider.logout_rules import LogoutQuestion
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.table import Row
from tests.oidc.provider.issuer import Issuer, body, client

BYE = "http://localhost:3000/bye?from=1"


def _hint(issuer: Issuer, **changes: Any) -> str:
    return str(body(issuer.redeem(issuer.code(**changes)))["id_token"])


def _check(issuer: Issuer, rows: tuple[Row[LogoutQuestion], ...] = PLAIN_LOGOUT_ROWS, **parameters: str) -> LogoutQuestion:
    request = Request(path="/session/end", query=Parameters.of(parameters))
    return logout.check(issuer.provider, request, issuer.provider.trail(Thread(trace="ef" * 16)), rows)


def _refused(issuer: Issuer, rule: str, **parameters: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        _check(issuer, **parameters)
    events = (record.event for record in issuer.ring.records())
    assert [event.rule for event in events if isinstance(event, CheckRan) and not event.passed][-1] == rule
    assert not refused.value.travels


@pytest.mark.parametrize("alg", ["ES256", "RS256", "HS256"])
def test_a_hint_of_ours_names_client_and_person_and_leads_back_with_state_alone(keys: KeyRing, alg: str) -> None:
    issuer = Issuer(keys, client(id_token_signed_response_alg=alg))
    question = _check(issuer, id_token_hint=_hint(issuer), post_logout_redirect_uri=BYE, state="é&x")
    assert question.client is not None
    assert (question.client.client_id, question.sub) == ("party", "a" * 64 + "v1")
    answer = logout.farewell(question)
    assert answer is not None
    assert (answer.status, answer.header("Location")) == (303, f"{BYE}&state=%C3%A9%26x")


def test_an_expired_hint_is_as_good(issuer: Issuer) -> None:
    hint = _hint(issuer)
    issuer.clock.advance(86_400)
    assert _check(issuer, id_token_hint=hint).sub is not None


def test_without_return_address_nobody_is_sent_anywhere(issuer: Issuer) -> None:
    assert logout.farewell(_check(issuer, id_token_hint=_hint(issuer))) is None


def test_without_state_none_is_returned(issuer: Issuer) -> None:
    answer = logout.farewell(_check(issuer, id_token_hint=_hint(issuer), post_logout_redirect_uri=BYE))
    assert answer is not None
    assert answer.header("Location") == BYE


def test_without_anything_the_request_is_lawful_and_proves_nothing(issuer: Issuer) -> None:
    question = _check(issuer)
    assert (question.client, question.sub, logout.farewell(question)) == (None, None, None)


def test_an_issuer_can_require_the_hint_and_refuse_what_it_does_not_know(issuer: Issuer) -> None:
    needed = Row("hint_present", rules.hint_present, "§1.7", saying(InvalidRequest, "id_token_hint is missing"))
    only = Row("only", rules.only_parameters("id_token_hint", "state"), "§1.7", saying(InvalidRequest, "invalid parameter"))
    with pytest.raises(InvalidRequest):
        _check(issuer, (needed, *PLAIN_LOGOUT_ROWS))
    with pytest.raises(InvalidRequest):
        _check(issuer, (only, *PLAIN_LOGOUT_ROWS), sid="x")


@pytest.mark.parametrize("uri", [
    "http://evil.test/bye", BYE + "&foo=bar", "http://localhost:3000/bye", BYE + "/", BYE.upper(), "javascript:alert(1)",
    "//evil.test/", BYE + "#x",
])
def test_an_unregistered_return_address_is_refused_on_a_page(issuer: Issuer, uri: str) -> None:
    _refused(issuer, "return_registered", id_token_hint=_hint(issuer), post_logout_redirect_uri=uri)


def test_a_return_address_without_a_known_client_is_refused(issuer: Issuer) -> None:
    _refused(issuer, "return_needs_client", post_logout_redirect_uri=BYE)
    _refused(issuer, "return_needs_client", post_logout_redirect_uri=BYE, client_id="nobody")


def test_a_client_id_alone_names_the_client_but_no_person(issuer: Issuer) -> None:
    question = _check(issuer, client_id="party", post_logout_redirect_uri=BYE)
    assert question.client is not None
    assert question.sub is None


def test_a_hint_of_another_client_than_client_id_is_refused(issuer: Issuer) -> None:
    _refused(issuer, "hint_of_this_client", id_token_hint=_hint(issuer), client_id="other")


def test_a_hint_of_a_client_that_is_gone_is_refused(issuer: Issuer) -> None:
    hint = _hint(issuer)
    del issuer.directory.clients["party"]
    _refused(issuer, "hint_client_known", id_token_hint=hint)


def _forged(hint: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
    head, payload, signature = hint.split(".")

    def read(part: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
        return document

    def written(document: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    return f"{written(read(head) | (header or {}))}.{written(read(payload) | claims)}.{signature}"


def test_a_forged_hint_is_refused(issuer: Issuer, keys: KeyRing) -> None:
    hint = _hint(issuer)
    stranger = Issuer(KeyRing.generate(["ES256"]))
    for odd in (_forged(hint, sub="somebody"), _forged(hint, {"alg": "none"}), _forged(hint, {"alg": "HS256"}), "abc", "a.b.c",
                hint[:-4] + "AAAA", hint.rsplit(".", 1)[0] + ".", _hint(stranger), "é.é.é"):
        _refused(issuer, "hint_valid", id_token_hint=odd)


def test_a_hint_of_another_issuer_with_the_same_keys_is_refused(issuer: Issuer, keys: KeyRing) -> None:
    neighbour = Issuer(keys)
    object.__setattr__(neighbour.provider, "issuer", "http://localhost:4402")
    _refused(issuer, "hint_valid", id_token_hint=_hint(neighbour))


def test_an_hs256_client_without_a_secret_has_no_valid_hint(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(id_token_signed_response_alg="HS256"))
    hint = _hint(issuer)
    issuer.directory.clients["party"] = client(id_token_signed_response_alg="HS256", secret=None)
    _refused(issuer, "hint_valid", id_token_hint=hint)


def test_a_parameter_sent_twice_and_an_unreadable_request_are_refused(issuer: Issuer) -> None:
    trail = issuer.provider.trail(Thread(trace="x"))
    for request in (Request(query=Parameters((("state", "a"), ("state", "b")))), Request(fault="not UTF-8")):
        with pytest.raises(ProtocolError):
            logout.check(issuer.provider, request, trail)


def test_an_address_is_registered_for_nobody_when_nobody_is_known_even_in_a_table_without_that_row(issuer: Issuer) -> None:
    question = logout.ask(issuer.provider, Request(query=Parameters.of({"post_logout_redirect_uri": "http://evil.test/"})))
    assert rules.return_registered(question) is not None
