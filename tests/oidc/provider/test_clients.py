"""Client secrets and tables of rules."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from doublure.oidc.errors import InvalidGrant, InvalidRequest, InvalidToken, ProtocolError
from doublure.oidc.provider.clients import Client, ClientSecret
from doublure.oidc.provider.table import Finding, Row, completed, examine
from tests.oidc.provider.issuer import SECRET


@pytest.mark.parametrize("secret", [
    ClientSecret.clear(SECRET), ClientSecret.hashed(SECRET), ClientSecret.sha256(hashlib.sha256(SECRET.encode()).hexdigest()),
])
def test_a_secret_matches_itself_and_nothing_else(secret: ClientSecret) -> None:
    assert secret.matches(SECRET)
    assert not any(secret.matches(other) for other in ("", SECRET[:-1], SECRET + "x", SECRET.swapcase(), "é", "\ud800"))


def test_only_a_clear_secret_can_be_revealed_and_none_is_ever_printed() -> None:
    assert ClientSecret.clear(SECRET).reveal() == SECRET
    assert ClientSecret.hashed(SECRET).reveal() is None
    registered = Client(client_id="party", secret=ClientSecret.clear(SECRET))
    digest = hashlib.sha256(SECRET.encode())
    for shown in (repr(registered), str(registered), f"{registered.secret}"):
        assert SECRET not in shown
        assert digest.hexdigest() not in shown
        assert repr(digest.digest()) not in shown


def test_a_digest_has_64_hexadecimal_characters() -> None:
    for odd in ("ab", "zz" * 32):
        with pytest.raises(ValueError, match=r"."):
            ClientSecret.sha256(odd)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    compare = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append(len(one))
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    assert not ClientSecret.clear(SECRET).matches("x")
    assert compared == [32]


def test_rows_run_in_the_order_of_the_table_and_stop_at_the_first_that_objects() -> None:
    ran: list[str] = []

    def check(name: str, finding: Finding | None) -> Row[str]:
        def examine_it(question: str) -> Finding | None:
            ran.append(name)
            return finding

        return Row(name, examine_it, "§", lambda found, question: ValueError(f"{name} {found.received} {question}"))

    rows = (check("one", None), check("two", Finding("x", "y")), check("three", Finding("x", "y")))
    with pytest.raises(ValueError, match="two x asked"):
        examine(rows, "asked")
    assert ran == ["one", "two"]


def test_a_table_is_completed_by_the_rows_whose_rule_it_lacks() -> None:
    def one(question: str) -> Finding | None:
        return None

    def two(question: str) -> Finding | None:
        return None

    own = Row("own words for one", one, "§", lambda *_: ValueError())
    floor = (Row("one", one, "§", lambda *_: ValueError()), Row("two", two, "§", lambda *_: ValueError()))
    assert [row.name for row in completed((own,), floor)] == ["own words for one", "two"]


def test_an_error_knows_its_name_status_and_whether_it_may_travel() -> None:
    assert (InvalidRequest("x").error, InvalidRequest("x").status, InvalidRequest("x").travels) == ("invalid_request", 400, True)
    assert (InvalidGrant("x").error, InvalidGrant("x").travels) == ("invalid_grant", False)
    assert (InvalidToken("x").status, str(InvalidToken("x"))) == (401, "invalid_token: x")
    on_page = InvalidRequest("x", code="Y1").on_page()
    assert (on_page.error, on_page.travels, on_page.code) == ("invalid_request", False, "Y1")
    assert ProtocolError("invalid_idp_hint", "not allowed", travels=True).travels
