"""What the hub adds to the provider role: amr on entitled demand, and the released claims (contract §1.5, §1.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from broker.release import Release
from doublure.journal import Trail
from doublure.log import Log
from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import Grant
from doublure.randomness import Randomness

__all__ = ["HubPolicy", "error_uri", "logging_refusals"]


class HubPolicy:
    """Stations 8 and 9 as the provider role asks about them; what a grant's memo holds is written by station 7."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def id_token_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """`amr` when it was asked for, and the claims that the claims parameter wanted here: none on FranceConnect (§12.9)."""
        amr = {"amr": list(grant.amr)} if grant.amr else {}
        return {**grant.memo.get("id_token", {}), **amr}

    def userinfo_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """What the scope of this token releases of what the login allowed: a refreshed token may have less."""
        return self._release.released(grant.scope, grant.memo.get("claims", {}), grant.memo.get("also", ()))


def error_uri(console: str, randomness: Randomness) -> Callable[[ProtocolError], str]:
    """The address that explains a refusal told to a server: a page of ours, where the real hub names its documentation."""

    def address(error: ProtocolError) -> str:
        return f"{console}/errors/{error.code or 'Y000000'}?id={randomness.uuid()}"

    return address


def logging_refusals(console: str, application: str) -> Callable[[ProtocolError, Trail], None]:
    """A log line for each refusal that only a client's server sees, with the address at which it is explained.

    That is the journey's page in the console, or the code's where nobody keeps the journal.
    """
    log = Log(application=application)

    def tell(error: ProtocolError, trail: Trail) -> None:
        code = error.code or "Y000000"
        explained = f"{console}/flows/{trail.thread.trace}" if trail.watched else f"{console}/errors/{code}"
        log.warning("refused", code=code, error=error.error, client=trail.client_id or "", diagnosis=explained)

    return tell
