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

__all__ = ["Asking", "shown"]


@dataclass(frozen=True)
class Asking:
    """An authorization request under examination. Without `slots`: what several rules look at is computed once."""

    request: Request
    platform: Platform
    registry: Registry
    release: Release
    documents: PartyDocuments

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
    def claims(self) -> Any:
        """The claims parameter as JSON; `None` when absent, the exception itself when it is not JSON."""
        text = self.parameters.get("claims")
        if text is None:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            return fault

    @property
    def amr_requested(self) -> bool:
        """Whether claims asks for amr in the ID token (Core §5.5)."""
        id_token = self.claims.get("id_token") if isinstance(self.claims, dict) else None
        return isinstance(id_token, dict) and "amr" in id_token

    def registered(self) -> RelyingParty:
        """The party, for rules that come after the one that requires it."""
        if self.party is None:  # pragma: no cover - the table asks `client_is_known` first
            raise LookupError("client_is_known must stand above this rule")
        return self.party


def shown(value: str) -> str:
    """A received value as a diagnosis may repeat it: short, printable, quoted."""
    return ascii(value if len(value) <= 80 else value[:77] + "...")
