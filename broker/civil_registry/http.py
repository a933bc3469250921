"""Asking the registry over the wire: one deadline, bounded answers, and never more workers waiting for it than may."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from broker.bulkhead import Bulkhead, Full
from broker.civil_registry.answer import Answer, Unusable
from broker.civil_registry.codecs import CODECS, Codec
from doublure.addresses import AddressBook
from doublure.oidc.wire import Reply, Wire, WireError

__all__ = ["HttpCivilRegistry", "NoAnswer", "civil_registry_of"]

#: An answer is a few hundred octets.
_MAX_BYTES = 65_536
#: Half of a hub's workers: a registry that hangs leaves the other half to everybody else.
_SEATS = 4
#: Answers that came but say nothing, among the kinds of `WireError`.
_NONSENSE = frozenset({"too_large", "coding"})


def civil_registry_of(addresses: AddressBook, *, form: str, deadline_s: float, ca_file: Path | None) -> HttpCivilRegistry:
    """The registry of the address book, answering in the *form* that a codec bears within *deadline_s* seconds."""
    public, internal = addresses.public("registry"), addresses.internal("registry")
    wire = Wire({public: internal}, timeout_s=deadline_s, max_bytes=_MAX_BYTES, ca_file=ca_file)
    return HttpCivilRegistry(public, wire, CODECS[form], Bulkhead(seats=_SEATS))


class NoAnswer(Exception):  # noqa: N818 - an outcome that a refusal is made of
    """Nothing came in time (`late`), or something that is no answer (the kind of `WireError`, or `status_503` and the like)."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class HttpCivilRegistry:
    """The registry at *address*, spoken with through *wire*, which has the deadline, in the form of *codec*.

    *bulkhead* has seats for those who wait for it: a registry that hangs must leave workers to everybody else.
    """

    def __init__(self, address: str, wire: Wire, codec: Codec, bulkhead: Bulkhead) -> None:
        self._address = address
        self._wire = wire
        self._codec = codec
        self._bulkhead = bulkhead

    def ask(self, question: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The answer to *question*. Raises `NoAnswer` or `Unusable`."""
        url = f"{self._address}/recherche?{urlencode(question)}"
        try:
            with self._bulkhead.seat("registry"):
                reply = self._wire.get(url, {"Accept": self._codec.media, **headers})
        except Full as full:
            raise NoAnswer("late") from full
        except WireError as fault:
            if fault.kind in _NONSENSE:
                raise Unusable(fault.kind) from fault
            raise NoAnswer("late" if fault.kind == "timeout" else fault.kind) from fault
        return self._read(reply)

    def _read(self, reply: Reply) -> Answer:
        if reply.status != 200:
            raise NoAnswer(f"status_{reply.status}")
        if reply.media != self._codec.media:
            raise Unusable(f"media type {reply.media[:60]!a}")
        return self._codec.read(reply.body)
