"""Postal codes and towns of France, from the shipped table (`docs/towns` says where it comes from)."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

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

    def at(self, postal_code: str) -> tuple[Town, ...]:
        """Every town with that postal code, by INSEE code; none for an unknown one."""
        return self._table().get(postal_code, ())

    def find(self, postal_code: str, code: str) -> Town | None:
        """The town with that INSEE *code*, if it has that postal code."""
        return next((town for town in self.at(postal_code) if town.code == code), None)

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
