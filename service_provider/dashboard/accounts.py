"""The hub as the dashboard asks it: about one person, with the token that her login here opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import ValidationError

from doublure.oidc.wire import Reply, Wire, WireError
from service_provider.dashboard.told import Changes, History, Preferences, Told

__all__ = ["AccessOver", "Accounts", "ChoiceRefused", "HubSilent"]

T = TypeVar("T", bound=Told)


class AccessOver(Exception):  # noqa: N818 - it names what happened
    """The hub does not know the token any more: she must log in again."""


class HubSilent(Exception):  # noqa: N818 - it names what happened
    """The hub does not answer, or not as it should."""


class ChoiceRefused(Exception):  # noqa: N818 - it names what happened
    """The hub does not take a choice of providers: `conflict` when it must not be, otherwise it could not be read."""

    def __init__(self, *, conflict: bool) -> None:
        super().__init__("conflict" if conflict else "unreadable")
        self.conflict = conflict


@dataclass(frozen=True, slots=True)
class Accounts:
    """The hub's answers. Each call raises `HubSilent`, and `AccessOver` for a token that is none any more."""

    wire: Wire
    address: str

    def open(self, access_token: str) -> str:
        """The account token for whoever *access_token* was given to."""
        try:
            token = self._ask(self._post("/access", {}, access_token)).get("account_token")
        except AccessOver:
            # The login took so long that its own token is over; there is no account token yet that could be.
            raise HubSilent from None
        if not isinstance(token, str) or not token:
            raise HubSilent
        return token

    def history(self, token: str, page: int = 1, *, connection: str = "") -> History:
        """One page; with *connection* only of the lines that bear this identification code."""
        query = {"page": str(page)} | ({"connection": connection} if connection else {})
        return self._read(History, self._get(f"/history?{urlencode(query)}", token))

    def preferences(self, token: str) -> Preferences:
        """What she lets in now."""
        return self._read(Preferences, self._get("/preferences", token))

    def choose(self, token: str, allowed: Collection[str], *, allow_future: bool) -> Changes:
        """Let in the providers *allowed* and no others. Raises `ChoiceRefused`."""
        fields = {"allowed": " ".join(sorted(allowed)), "allow_future": "true" if allow_future else "false"}
        reply = self._post("/preferences", fields, token)
        if reply.status in {400, 409}:
            raise ChoiceRefused(conflict=reply.status == 409)
        return self._read(Changes, reply)

    def end(self, token: str) -> None:
        """Make *token* good for nothing; a hub that does not answer forgets it by itself."""
        try:
            self._post("/end", {}, token)
        except HubSilent:
            return

    def _read(self, kind: type[T], reply: Reply) -> T:
        try:
            return kind.model_validate(self._ask(reply))
        except ValidationError:
            raise HubSilent from None

    def _ask(self, reply: Reply) -> Mapping[str, Any]:
        if reply.status == 401:
            raise AccessOver
        told = reply.json_object()
        if told is None or reply.status >= 300:
            raise HubSilent
        return told

    def _get(self, path: str, token: str) -> Reply:
        try:
            return self.wire.get(self.address + path, {"Authorization": f"Bearer {token}"})
        except WireError:
            raise HubSilent from None

    def _post(self, path: str, fields: Mapping[str, str], token: str) -> Reply:
        try:
            return self.wire.post_form(self.address + path, fields, {"Authorization": f"Bearer {token}"})
        except WireError:
            raise HubSilent from None
