"""An authorization request that waits for its person, and the browser it waits in."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from doublure.exchange import Cookie, Request
from doublure.journal import Thread
from identity_providers.realistic import Mode
from identity_providers.stage import Stage

__all__ = ["MOST_TABS", "Browser", "Pending", "forgotten"]

#: How many logins one browser may have open at one fake; the oldest of more is forgotten.
MOST_TABS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is kept between the login page and its answer. `browser` is the SHA-256 of the browser's secret.

    `answered` is the login of the persona who was recognised, `answered_at` when (seconds since the epoch): the same form posted
    again gets the same answer. `mode` is how this login is done, `stage` the second step it has come to.
    """

    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    state: str | None
    nonce: str | None
    acr_values: tuple[str, ...]
    code_challenge: str | None
    browser: str
    thread: Thread
    answered: str | None = None
    answered_at: int | None = None
    mode: Mode = "seed"
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """One login in one browser: its identifier, and the secret that only the cookie of this browser holds.

    Each login has a cookie and a secret of its own: two tabs do not disturb one another, and a cookie that somebody planted
    beforehand is never taken over (SES-04, SES-08).
    """

    slug: str
    login_id: str
    secret: str

    @classmethod
    def of(cls, slug: str, login_id: str, request: Request) -> Browser:
        """The browser that sends *request*, as far as this login is concerned."""
        return cls(slug, login_id, request.cookies.get(_cookie_name(slug, login_id), ""))

    @property
    def fingerprint(self) -> str:
        """What is kept of the secret."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def waits_for(self, pending: Pending) -> bool:
        """Whether *pending* was started in this browser."""
        return bool(self.secret) and hmac.compare_digest(self.fingerprint, pending.browser)

    def cookie(self, max_age: int) -> Cookie:
        """The cookie that makes this browser recognisable for *max_age* seconds. Lax: the hub's redirect is cross-site."""
        return Cookie(name=_cookie_name(self.slug, self.login_id), value=self.secret, max_age=max_age)

    def code_ending(self, length: int) -> str:
        """*length* characters (at most 43) that are the same whenever this browser finishes this login.

        The code ends with them, so that a double click mints one code, not two, without the store knowing it beforehand.
        """
        digest = hmac.digest(self.secret.encode(), self.login_id.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode()[:length]


def forgotten(slug: str, request: Request) -> tuple[Cookie, ...]:
    """The removal of the oldest login cookies when a browser brings too many (browsers send the oldest first)."""
    ours = [name for name in request.cookies if name.startswith(_cookie_name(slug, ""))]
    return tuple(Cookie(name=name, value="", max_age=0) for name in ours[: max(0, len(ours) - MOST_TABS + 1)])


def _cookie_name(slug: str, login_id: str) -> str:
    return f"{slug}_login_{login_id[:8]}"
