"""Relying parties and identity providers of the hub: those of the configuration, and changes made while running.

A change is a document in the control store, where every worker of the hub sees it at its next request.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from broker.parties import IdentityProvider, RelyingParty, client_from, identity_provider_from
from broker.registry import CLIENTS, PROVIDERS, REMOVED
from doublure.randomness import Randomness
from doublure.runs import Runs
from doublure.storage.control import ControlStore
from simulator.console.call import Fault, Problem, invalid

__all__ = ["Parties", "clients", "identity_providers"]

P = TypeVar("P", RelyingParty, IdentityProvider)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties(Generic[P]):
    """One kind of party. `key` is where it is kept; `identifier` is the field a path names; `check` refuses what the model alone
    cannot judge."""

    kind: str
    model: type[P]
    table: str
    identifier: str
    key: Callable[[P], str]
    read: Callable[[Mapping[str, Any]], P]
    complete: Callable[[dict[str, Any]], dict[str, Any]]
    configured: Mapping[str, P]
    control: ControlStore
    check: Callable[[P], None] = lambda _: None

    def all(self) -> list[dict[str, Any]]:
        """Every party as stored, those of the configuration first."""
        return [party.document() for party in self._known().values()]

    def find(self, identifier: str, platform: str | None = None) -> P:
        """The party called *identifier*, on *platform* when several have that name. Raises `Problem` 404."""
        for party in self._known().values():
            if self._answers(party, identifier, platform):
                return party
        where = f" on {platform}" if platform else ""
        raise Problem(404, "Not found", f"No {self.kind} has the {self.identifier} '{identifier}'{where}.")

    def add(self, document: Mapping[str, Any]) -> P:
        """Register a new party; what may be made for it is made. Raises `Problem` 409 or 422."""
        party = self._judged(self.complete(dict(document)))
        if self.key(party) in self._known():
            raise Problem(409, "Already registered", f"{self.identifier}: a {self.kind} is registered under this name; "
                                                     "replace it with PUT, or give another one.")
        return self._keep(party)

    def replace(self, identifier: str, platform: str | None, document: Mapping[str, Any]) -> P:
        """Put *document* in the place of a party. Its name stays, and so does its secret when none is given."""
        old = self.find(identifier, platform).document()
        fixed = {name: old[name] for name in (self.identifier, "platform") if name in old}
        for name, value in fixed.items():
            if document.get(name, value) != value:
                raise Problem(422, "Invalid fields", f"{name}: cannot change; remove the {self.kind} and register it anew.")
        secret = {"client_secret": old["client_secret"]} if "client_secret" in old else {}
        return self._keep(self._judged({**secret, **document, **fixed}))

    def remove(self, identifier: str, platform: str | None) -> None:
        """Forget a party; one of the configuration is back after a reset."""
        key = self.key(self.find(identifier, platform))
        if key in self.configured:
            self.control.set(self.table, key, REMOVED)
        else:
            self.control.remove(self.table, key)

    def forget_changes(self) -> None:
        """Back to the configuration."""
        self.control.clear(self.table)

    def _known(self) -> dict[str, P]:
        known = dict(self.configured)
        for key, raw in self.control.all(self.table).items():
            if raw == REMOVED:
                known.pop(key, None)
            else:
                known[key] = self.read(json.loads(raw))
        return known

    def _answers(self, party: P, identifier: str, platform: str | None) -> bool:
        document = party.document()
        return document[self.identifier] == identifier and platform in {None, document.get("platform", platform)}

    def _read(self, document: Mapping[str, Any]) -> P:
        try:
            return self.read(document)
        except ValidationError as error:
            raise invalid(error, self.model) from None

    def _judged(self, document: Mapping[str, Any]) -> P:
        party = self._read(document)
        self.check(party)
        return party

    def _keep(self, party: P) -> P:
        self.control.set(self.table, self.key(party), json.dumps(party.document(), ensure_ascii=False).encode())
        return party


def clients(configured: tuple[RelyingParty, ...], control: ControlStore, randomness: Randomness) -> Parties[RelyingParty]:
    """The relying parties. A missing `client_id` or `client_secret` is made: 64 hexadecimal characters, as the real hub's."""

    def complete(document: dict[str, Any]) -> dict[str, Any]:
        document.setdefault("client_id", randomness.hex(64))
        if document.get("token_endpoint_auth_method") != "private_key_jwt":
            document.setdefault("client_secret", randomness.hex(64))
        return document

    def in_a_run_that_is(party: RelyingParty) -> None:
        if party.run is not None and Runs(control).find(party.run) is None:
            detail = "there is no such run; begin it first with POST /api/runs"
            raise Problem(422, "Invalid fields", f"run: {detail}", faults=(Fault("run", detail),))

    return Parties(
        kind="client", check=in_a_run_that_is, model=RelyingParty, table=CLIENTS, identifier="client_id",
        key=lambda party: party.key, read=client_from, complete=complete, control=control,
        configured={party.key: party for party in configured},
    )


def identity_providers(
    configured: tuple[IdentityProvider, ...], control: ControlStore, randomness: Randomness,
) -> Parties[IdentityProvider]:
    """The identity providers as the hub knows them. A missing `uid` is made."""

    def complete(document: dict[str, Any]) -> dict[str, Any]:
        document.setdefault("uid", str(uuid.UUID(bytes=randomness.octets(16), version=4)))
        return document

    return Parties(
        kind="identity provider", model=IdentityProvider, table=PROVIDERS, identifier="uid", key=lambda party: party.uid,
        read=identity_provider_from, complete=complete, configured={party.uid: party for party in configured},
        control=control,
    )
