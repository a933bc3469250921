"""An answer while it comes: what libcurl hands over, bounded, and what is no answer ended at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Coming"]

#: Header lines of an answer: nobody honest has more.
_MOST_HEADERS = 100
_HEADER_OCTETS = 65_536
_STATUS = re.compile(rb"HTTP/1\.[01] [1-9][0-9]{2}[ \r\n]")


@dataclass(slots=True)
class Coming:
    """An answer while it comes. What its methods return is libcurl's: a number other than the length ends the call."""

    max_bytes: int
    headers: list[bytes] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    size: int = 0
    broken: bool = False

    def header(self, line: bytes) -> int:
        """One header line; a status line begins anew, since an interim answer came before (RFC 9110 §15.2)."""
        if line.startswith(b"HTTP/"):
            self.headers.clear()
            self.broken = _STATUS.match(line) is None
        elif line.strip():
            self.headers.append(line)
            self.broken = len(self.headers) > _MOST_HEADERS or len(line) > _HEADER_OCTETS
        return 0 if self.broken else len(line)

    def content(self, octets: bytes) -> int:
        """A piece of the body."""
        self.size += len(octets)
        if self.size > self.max_bytes:
            return 0
        self.body.append(octets)
        return len(octets)

    def named(self) -> dict[str, str]:
        """The headers by name in lower case; values of one name joined by commas (RFC 9110 §5.3)."""
        found: dict[str, str] = {}
        for line in self.headers:
            name, _, value = line.decode("latin-1").partition(":")
            name, value = name.strip().lower(), value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found
