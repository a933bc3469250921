"""A table of crimes at the token endpoint, the row that catches each, and what it answers (RFC 6749 §5.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doublure.exchange import Answer, Parameters, Request
from doublure.journal import CheckRan
from doublure.oidc.errors import InvalidGrant, ProtocolError
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import client_rules, token, token_rules
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.table import Finding, Row
from doublure.oidc.provider.token_rules import TokenQuestion
from doublure.oidc.provider.token_table import PLAIN_CLIENT_ROWS, PLAIN_TOKEN_ROWS
from tests.oidc.provider.issuer import CALLBACK, CHALLENGE, OTHER_SECRET, SECRET, VERIFIER, Issuer, basic, body, client

Crime = Callable[[Issuer], Answer]
NO = saying(InvalidGrant, "no")


def _caught(issuer: Issuer) -> list[CheckRan]:
    events = (record.event for record in issuer.ring.records())
    return [event for event in events if isinstance(event, CheckRan) and not event.passed]


def _raw(issuer: Issuer, authorization: str) -> Answer:
    return issuer.post(issuer.form(issuer.code(), client_id=None, client_secret=None), authorization=authorization)


CRIMES: dict[str, tuple[str, int, str, Crime]] = {
    "parameter twice": ("parameters_once", 400, "invalid_request", lambda i: i.post(
        [*i.form(i.code()).items(), ("grant_type", "authorization_code")])),
    "no credentials": ("client_presented", 400, "invalid_request", lambda i: i.redeem(
        i.code(), client_id=None, client_secret=None)),
    "a secret without client_id": ("client_presented", 400, "invalid_request", lambda i: i.redeem(i.code(), client_id=None)),
    "basic and post": ("one_mechanism", 400, "invalid_request", lambda i: i.post(
        i.form(i.code()), authorization=basic("party", SECRET))),
    "post and assertion": ("one_mechanism", 400, "invalid_request", lambda i: i.redeem(i.code(), client_assertion="a.b.c")),
    "two client_ids": ("client_ids_agree", 400, "invalid_request", lambda i: i.post(
        i.form(i.code(), client_id="other", client_secret=None), authorization=basic("party", SECRET))),
    "a bearer header": ("credentials_readable", 401, "invalid_client", lambda i: _raw(i, "Bearer abc")),
    "basic without colon": ("credentials_readable", 401, "invalid_client", lambda i: _raw(i, "Basic cGFydHk=")),
    "basic not base64": ("credentials_readable", 401, "invalid_client", lambda i: _raw(i, "Basic ###")),
    "basic not utf-8": ("credentials_readable", 401, "invalid_client", lambda i: _raw(i, "Basic /zr/")),
    "unknown client": ("client_known", 401, "invalid_client", lambda i: i.redeem(i.code(), client_id="nobody")),
    "wrong secret": ("secret_right", 401, "invalid_client", lambda i: i.redeem(i.code(), client_secret=OTHER_SECRET)),
    "empty secret": ("secret_right", 401, "invalid_client", lambda i: i.redeem(i.code(), client_secret="")),
    "wrong secret by basic": ("secret_right", 401, "invalid_client", lambda i: _raw(i, basic("party", OTHER_SECRET))),
    "no secret": ("method_registered", 401, "invalid_client", lambda i: i.redeem(i.code(), client_secret=None)),
    "no grant_type": ("grant_type_present", 400, "invalid_request", lambda i: i.redeem(i.code(), grant_type=None)),
    "another grant_type": ("grant_type_known", 400, "unsupported_grant_type", lambda i: i.redeem(
        i.code(), grant_type="password")),
    "no code": ("code_present", 400, "invalid_request", lambda i: i.redeem("", code=None)),
    "no redirect_uri": ("redirect_uri_present", 400, "invalid_request", lambda i: i.redeem(i.code(), redirect_uri=None)),
    "unknown code": ("code_known", 400, "invalid_grant", lambda i: i.redeem("A" * 43)),
    "a code of odd characters": ("code_known", 400, "invalid_grant", lambda i: i.redeem("é\x00\ud800" * 20)),
    "a code of another length": ("code_known", 400, "invalid_grant", lambda i: i.redeem(i.code() + "A")),
    "a code in another case": ("code_known", 400, "invalid_grant", lambda i: i.redeem(i.code().swapcase())),
    "another client's code": ("code_of_this_client", 400, "invalid_grant", lambda i: i.redeem(i.code(), client_id="other")),
    "another redirect_uri": ("redirect_uri_same", 400, "invalid_grant", lambda i: i.redeem(
        i.code(), redirect_uri="http://localhost:3000/other")),
    "redirect_uri with a suffix": ("redirect_uri_same", 400, "invalid_grant", lambda i: i.redeem(
        i.code(), redirect_uri=CALLBACK + "/")),
    "a verifier without challenge": ("verifier_expected", 400, "invalid_grant", lambda i: i.redeem(
        i.code(), code_verifier=VERIFIER)),
    "no verifier": ("verifier_present", 400, "invalid_grant", lambda i: i.redeem(i.code(code_challenge=CHALLENGE))),
    "a wrong verifier": ("verifier_right", 400, "invalid_grant", lambda i: i.redeem(
        i.code(code_challenge=CHALLENGE), code_verifier="x" * 43)),
    "the challenge as verifier": ("verifier_right", 400, "invalid_grant", lambda i: i.redeem(
        i.code(code_challenge=CHALLENGE), code_verifier=CHALLENGE)),
}


@pytest.mark.parametrize("crime", CRIMES)
def test_each_crime_is_caught_by_its_own_row_and_told_in_json(issuer: Issuer, crime: str) -> None:
    row, status, error, commit = CRIMES[crime]
    answer = commit(issuer)
    assert [check.rule for check in _caught(issuer)] == [row]
    assert (answer.status, body(answer)["error"]) == (status, error)
    assert answer.header("Cache-Control") == "no-store"
    assert answer.content_type == "application/json; charset=utf-8"
    assert set(body(answer)) == {"error", "error_description"}


def test_an_expired_code_is_caught_while_it_is_still_remembered(issuer: Issuer) -> None:
    code = issuer.code()
    issuer.clock.advance(30)
    answer = issuer.redeem(code)
    assert (answer.status, body(answer)["error"]) == (400, "invalid_grant")
    assert _caught(issuer)[-1].rule == "code_fresh"


def test_a_grant_that_ended_before_its_code_gives_nothing(issuer: Issuer) -> None:
    code = issuer.code(expires_at=issuer.clock.now() + 10)
    issuer.clock.advance(10)
    assert issuer.redeem(code).status == 400
    assert _caught(issuer)[-1].rule == "grant_live"


def test_a_grant_revoked_before_its_code_is_redeemed_gives_nothing(issuer: Issuer) -> None:
    grant = issuer.grant()
    code = issuer.provider.grants.issue(grant, grant.id[:16])
    issuer.provider.grants.revoke(grant.id)
    assert issuer.redeem(code).status == 400
    assert _caught(issuer)[-1].rule == "grant_unrevoked"


def test_an_inactive_client_is_unknown(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(active=False))
    assert issuer.redeem(issuer.code()).status == 401
    assert _caught(issuer)[-1].rule == "client_known"


@pytest.mark.parametrize("registered", ["client_secret_post", "client_secret_basic", "private_key_jwt", "client_secret_jwt"])
def test_a_method_that_is_not_registered_is_refused_though_the_secret_is_right(keys: KeyRing, registered: str) -> None:
    issuer = Issuer(keys, client(token_endpoint_auth_method=(registered,)))
    if registered == "client_secret_post":
        form = issuer.form(issuer.code(), client_id=None, client_secret=None)
        assert issuer.post(form, authorization=basic("party", SECRET)).status == 401
    else:
        assert issuer.redeem(issuer.code()).status == 401
    assert _caught(issuer)[-1].rule == "method_registered"


def test_a_secret_in_the_query_authenticates_nobody(issuer: Issuer) -> None:
    form = issuer.form(issuer.code(), client_id=None, client_secret=None)
    query = Parameters.of({"client_id": "party", "client_secret": SECRET})
    answer = token.answer(issuer.provider, Request(method="POST", form=Parameters.of(form), query=query))
    assert body(answer)["error"] == "invalid_request"


def test_an_unreadable_body_is_refused_as_json(issuer: Issuer) -> None:
    answer = token.answer(issuer.provider, Request(method="POST", fault="the body is not UTF-8"))
    assert (answer.status, body(answer)["error"]) == (400, "invalid_request")


def test_a_client_that_tried_basic_is_told_the_scheme_and_one_that_did_not_is_not(issuer: Issuer) -> None:
    tried = _raw(issuer, basic("party", OTHER_SECRET))
    assert tried.header("WWW-Authenticate") == 'Basic realm="http://localhost:4400/api/v2"'
    assert issuer.redeem(issuer.code(), client_secret=OTHER_SECRET).header("WWW-Authenticate") is None


def test_every_refusal_points_to_its_page_where_the_issuer_has_pages(issuer: Issuer) -> None:
    def page(error: ProtocolError) -> str:
        return f"http://localhost:4440/errors?code={error.error}"

    object.__setattr__(issuer.provider, "error_uri", page)
    assert body(issuer.redeem("A" * 43))["error_uri"] == "http://localhost:4440/errors?code=invalid_grant"


@pytest.mark.parametrize(("given", "kind"), [
    (SECRET + " ", "white space"), ("s3cret%2Bwith%2Fsigns%3Dand%25percent-long-enough", "once too often"),
    (OTHER_SECRET, "another value"),
])
def test_a_wrong_secret_is_diagnosed_by_its_kind_of_mistake_only(issuer: Issuer, given: str, kind: str) -> None:
    issuer.redeem(issuer.code(), client_secret=given)
    received = _caught(issuer)[-1].received
    assert kind in received
    assert given.strip() not in received


def test_a_house_chooses_order_and_words_but_cannot_forget_a_row(issuer: Issuer) -> None:
    class OwnWordsError(ProtocolError):
        def __init__(self, finding: Finding) -> None:
            super().__init__("invalid_grant", "grant request is invalid (authorization code not found)", code="Y049E20B")

    own: Row[TokenQuestion] = Row("own", token_rules.code_known, "§1.5", lambda finding, _: OwnWordsError(finding))

    def post(**changes: str | None) -> Answer:
        form = Parameters.of(issuer.form(issuer.code(), **changes))
        return token.answer(issuer.provider, Request(method="POST", form=form), (own,))

    unknown = post(code="A" * 43)
    assert body(unknown)["error_description"] == "grant request is invalid (authorization code not found)"
    assert _caught(issuer)[-1].code == "Y049E20B"
    assert post().status == 200
    assert post(client_secret=OTHER_SECRET).status == 401
    assert post(redirect_uri="http://evil.test/").status == 400


def test_a_refusal_of_a_houses_own_kind_is_handed_to_the_house_after_the_code_is_burnt(issuer: Issuer) -> None:
    class HouseRefusal(Exception):  # noqa: N818 - as houses name them
        pass

    rows: tuple[Row[TokenQuestion], ...] = (
        *PLAIN_CLIENT_ROWS,
        Row("code_known", token_rules.code_known, "x", NO),
        Row("own", token_rules.redirect_uri_same, "x", lambda finding, _: HouseRefusal()),
    )
    code = issuer.code()
    wrong = Request(method="POST", form=Parameters.of(issuer.form(code, redirect_uri="http://localhost:3000/other")))
    with pytest.raises(HouseRefusal):
        token.answer(issuer.provider, wrong, rows)
    assert issuer.redeem(code).status == 400


def test_an_endpoint_can_refuse_parameters_it_does_not_know(issuer: Issuer) -> None:
    strict = Row("only", client_rules.only_parameters("grant_type", "code", "redirect_uri", "client_id", "client_secret"),
                 "x", NO)
    form = issuer.form(issuer.code(), resource="x")
    answer = token.answer(issuer.provider, Request(method="POST", form=Parameters.of(form)), (strict, *PLAIN_TOKEN_ROWS))
    assert answer.status == 400


def test_the_journal_lists_every_row_in_the_order_of_the_table(issuer: Issuer) -> None:
    issuer.redeem(issuer.code())
    checks = [record.event for record in issuer.ring.records() if isinstance(record.event, CheckRan)]
    assert [check.rule for check in checks] == [row.name for row in PLAIN_TOKEN_ROWS]
    assert all(check.passed and check.reference for check in checks)
