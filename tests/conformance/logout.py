"""The plan RP-Initiated Logout OP, one function a module (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.openid.installation import BYE, Installation, Service, arrived, browser, stayed

__all__ = ["LOGOUT", "LogoutBench"]


@dataclass
class LogoutBench:
    """Somebody logged in at *rp* in the browser *person*, and her tokens."""

    op: Installation
    rp: Service
    person: Person
    tokens: dict[str, Any]

    @classmethod
    def of(cls, op: Installation, rp: Service) -> LogoutBench:
        person = browser()
        return cls(op, rp, person, rp.tokens(person))

    @property
    def hint(self) -> str:
        found: str = self.tokens["id_token"]
        return found

    def ends(self, **parameters: str | None) -> Page:
        """The end-session request, and every page up to its end; a question is answered with yes."""
        page = self.rp.ends(self.person, **parameters)
        for button in ("logout-confirm", "logout-continue", "logout-continue", "logout-continue"):
            if page.has(button):
                page = self.person.presses(button)
        return page

    def is_out(self) -> bool:
        """Whether a silent request finds nobody."""
        return arrived(self.rp.asks(self.person, prompt="none")).get("error") == "login_required"


def metadata(bench: LogoutBench) -> None:
    document = bench.op.discovery()
    assert document["end_session_endpoint"].startswith(bench.op.issuer)


def with_everything(bench: LogoutBench) -> None:
    state = secrets.token_hex(62) + "-._~"
    page = bench.ends(id_token_hint=bench.hint, post_logout_redirect_uri=BYE, state=state)
    assert page.url.split("?")[0] == BYE
    assert arrived(page) == {"state": state}
    assert bench.is_out()


def no_state(bench: LogoutBench) -> None:
    page = bench.ends(id_token_hint=bench.hint, post_logout_redirect_uri=BYE)
    assert page.url == BYE
    assert bench.is_out()


def stays_here(**parameters: str) -> Callable[[LogoutBench], None]:
    """She is logged out, and told so on a page of the hub."""
    def module(bench: LogoutBench) -> None:
        named = {**parameters, **({"id_token_hint": bench.hint} if "id_token_hint" in parameters else {})}
        page = bench.ends(**named)
        assert page.status == 200
        assert page.url.startswith(bench.op.issuer)
        assert bench.is_out()

    return module


def refused(hint: Callable[[LogoutBench], str | None], uri: str) -> Callable[[LogoutBench], None]:
    """No redirect to anywhere, and nobody is logged out by it."""
    def module(bench: LogoutBench) -> None:
        stayed(bench.rp.ends(bench.person, id_token_hint=hint(bench), post_logout_redirect_uri=uri, state="s"))
        assert not bench.is_out()

    return module


def _unsigned(bench: LogoutBench) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{bench.hint.split('.')[1]}."


def _foreign(bench: LogoutBench) -> str:
    header = {"alg": "RS256", "kid": bench.tokens["header"]["kid"]}
    return jws.serialize_compact(header, json.dumps(bench.tokens["claims"]), RSAKey.generate_key(2048))


def _right(bench: LogoutBench) -> str:
    return bench.hint


def _none(bench: LogoutBench) -> None:
    return None


_NAME = "oidcc-rp-initiated-logout"
LOGOUT: dict[str, Callable[[LogoutBench], None]] = {
    f"{_NAME}-discovery-endpoint-verification": metadata,
    _NAME: with_everything,
    f"{_NAME}-no-state": no_state,
    f"{_NAME}-no-params": stays_here(),
    f"{_NAME}-no-post-logout-redirect-uri": stays_here(id_token_hint="hers"),
    f"{_NAME}-only-state": stays_here(state="only-this"),
    f"{_NAME}-no-id-token-hint": refused(_none, BYE),
    f"{_NAME}-bad-post-logout-redirect-uri": refused(_right, "http://localhost:3000/not-registered"),
    f"{_NAME}-query-added-to-post-logout-redirect-uri": refused(_right, BYE + "?foo=bar"),
    f"{_NAME}-modified-id-token-hint": refused(_unsigned, BYE),
    f"{_NAME}-bad-id-token-hint": refused(_foreign, BYE),
}
