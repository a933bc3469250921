"""An authorization request under examination: what the rules look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from broker.parties import RelyingParty
from broker.party_documents import PartyDocuments
from broker.platforms import Platform
from broker.registry import Registry
from broker.release import Release
from doublure.exchange import Parameters, Request
from doublure.oidc.provider.authorization_request import AuthorizationRequest
from doublure.oidc.provider.authorize_rules import AuthorizeQuestion
from doublure.oidc.provider.hints import Hint, read_hint
from doublure.oidc.provider.provider import Provider

__all__ = ["Asking", "shown"]


@dataclass(frozen=True, kw_only=True)
class Asking(AuthorizeQuestion):
    """An authorization request under examination. Without `slots`: what several rules look at is computed once."""

    provider: Provider
    platform: Platform
    registry: Registry
    release: Release
    documents: PartyDocuments

    @classmethod
    def of(cls, request: Request, provider: Provider, platform: Platform, registry: Registry, release: Release,
           documents: PartyDocuments) -> Asking:
        """The question that *request* raises."""
        asked = AuthorizationRequest.read(request.parameters)
        client = registry.find(asked.client_id) if asked.client_id else None
        return cls(request=request, asked=asked, client=client, provider=provider, platform=platform, registry=registry,
                   release=release, documents=documents)

    @property
    def parameters(self) -> Parameters:
        """The query of a GET, the form of a POST."""
        return self.request.parameters

    @cached_property
    def party(self) -> RelyingParty | None:
        """The relying party that asks, if it is known."""
        return self.registry.relying_party(self.parameters.get("client_id"))

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The scope as it was sent, word by word."""
        return tuple((self.parameters.get("scope") or "").split())

    @cached_property
    def hint(self) -> Hint | None:
        """Whom the id_token_hint speaks of, if there is one."""
        given = self.asked.id_token_hint
        return read_hint(self.provider, given) if given else None

    @cached_property
    def claims(self) -> Any:
        """The claims parameter as JSON; `None` when absent, the exception itself when it is not JSON."""
        text = self.parameters.get("claims")
        if text is None:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            return fault

    def wanted(self, member: str) -> dict[str, Any]:
        """What the claims parameter asks for in *member*, `id_token` or `userinfo`, by claim (Core §5.5)."""
        found = self.claims.get(member) if isinstance(self.claims, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def amr_requested(self) -> bool:
        """Whether claims asks for amr in the ID token (Core §5.5)."""
        return "amr" in self.wanted("id_token")

    def registered(self) -> RelyingParty:
        """The party, for rules that come after the one that requires it."""
        if self.party is None:  # pragma: no cover - the table asks `client_is_known` first
            raise LookupError("client_is_known must stand above this rule")
        return self.party


def shown(value: str) -> str:
    """A received value as a diagnosis may repeat it: short, printable, quoted."""
    return ascii(value if len(value) <= 80 else value[:77] + "...")
