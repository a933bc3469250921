"""The state folder: signing keys stay, everything about persons goes at stop unless told to keep it (GR-10)."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from doublure.mail import KEPT, MAIL
from doublure.storage.control import ControlStore

__all__ = ["AUTHORITY", "State"]

#: Where the certificate of the local authority is, below the state folder.
AUTHORITY = Path("authority", "authority.pem")

#: Tables of the control store that hold changes a person made or would miss.
_KEPT_TABLES = ("clients", "identity-providers", "personas")


@dataclass(frozen=True, slots=True)
class State:
    """What one simulator leaves on the disk. Two on other ports share keys and nothing else, so `name` differs."""

    folder: Path
    name: str
    keep: bool

    def prepare(self, slugs: Iterable[str]) -> None:
        """Make the folders; throw away what a crash has left of the applications *slugs*."""
        self._records.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if not self.keep and not self._memory.exists():
            self._forget_records(slugs)

    def records_url(self, slug: str) -> str:
        """The database of one application."""
        return f"sqlite:///{self._records / f'{slug}.sqlite3'}"

    def restore(self, control: ControlStore) -> None:
        """Put what an earlier run with `--keep` left into *control*."""
        if not self._memory.exists():
            return
        kept = json.loads(self._memory.read_text("utf-8"))
        for table, entries in kept["tables"].items():
            for key, value in entries.items():
                control.set(table, key, base64.b64decode(value))
        for letter in kept["mail"]:
            control.append(MAIL, base64.b64decode(letter), KEPT)

    def close(self, control: ControlStore, slugs: Iterable[str]) -> None:
        """Keep or forget, as asked for."""
        if not self.keep:
            self._memory.unlink(missing_ok=True)
            self._forget_records(slugs)
            return
        tables = {table: {key: base64.b64encode(value).decode() for key, value in control.all(table).items()}
                  for table in _KEPT_TABLES}
        mail = [base64.b64encode(value).decode() for _, value in reversed(control.tail(MAIL, KEPT))]
        # Registered clients have secrets in here: nobody else may read it, not even for the moment before a chmod.
        with os.fdopen(os.open(self._memory, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump({"tables": tables, "mail": mail}, file)

    @property
    def _records(self) -> Path:
        return self.folder / "records" / self.name

    @property
    def _memory(self) -> Path:
        return self._records / "kept.json"

    def _forget_records(self, slugs: Iterable[str]) -> None:
        for slug in slugs:
            for suffix in ("", "-wal", "-shm", "-journal"):
                (self._records / f"{slug}.sqlite3{suffix}").unlink(missing_ok=True)
