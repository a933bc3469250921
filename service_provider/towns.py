"""Postal codes and towns of France, from the shipped table (`docs/towns` says where it comes from)."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice

from service_provider.rules.names import fold

__all__ = ["Town", "Towns"]


@dataclass(frozen=True, slots=True)
class Town:
    """One pair: *code* is INSEE's, several towns may share a postal code and one town may have several."""

    postal_code: str
    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.postal_code} {self.name}"


class Towns:
    """The table, read when first asked: a start should not wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_postal_code: Mapping[str, tuple[Town, ...]] | None = None
        self._by_name: tuple[tuple[str, Town], ...] | None = None

    def at(self, postal_code: str) -> tuple[Town, ...]:
        """Every town with that postal code, by INSEE code; none for an unknown one."""
        return self._table().get(postal_code, ())

    def find(self, postal_code: str, code: str) -> Town | None:
        """The town with that INSEE *code*, if it has that postal code."""
        return next((town for town in self.at(postal_code) if town.code == code), None)

    def beginning(self, text: str, limit: int) -> tuple[Town, ...]:
        """At most *limit* towns whose postal code or name begins with *text*; `75001 Par` begins with both."""
        digits = "".join(character for character in text[:6] if character in "0123456789")
        name = fold(text.lstrip("0123456789 "))
        return tuple(islice(self._matching(digits, name), limit))

    def _matching(self, digits: str, name: str) -> Iterator[Town]:
        if digits:
            return (town for code, towns in self._table().items() if code.startswith(digits)
                    for town in towns if fold(town.name).startswith(name))
        return (town for folded, town in self._names() if folded.startswith(name))

    def _names(self) -> tuple[tuple[str, Town], ...]:
        table = self._table()
        with self._lock:
            if self._by_name is None:
                self._by_name = tuple(sorted(((fold(town.name), town) for towns in table.values() for town in towns),
                                             key=lambda pair: (pair[0], pair[1].postal_code)))
            return self._by_name

    def _table(self) -> Mapping[str, tuple[Town, ...]]:
        with self._lock:
            if self._by_postal_code is None:
                self._by_postal_code = _read()
            return self._by_postal_code


def _read() -> dict[str, tuple[Town, ...]]:
    packed = (files("service_provider") / "data" / "towns.csv.gz").read_bytes()
    table: dict[str, list[Town]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        postal_code, code, name = line.split(";")
        table.setdefault(postal_code, []).append(Town(postal_code, code, name))
    return {postal_code: tuple(towns) for postal_code, towns in table.items()}
