"""How one address differs from those it should have been: the nearest of them, the place, and the kind of mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

__all__ = ["Difference", "difference"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}
#: Mistakes that leave no doubt which address was meant.
_SLIPS = frozenset({"space", "slash", "case", "encoding", "loopback"})
#: Characters shown from the first that differs.
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` of mistake against `nearest`, the closest of the known addresses; the first difference is at character `position`
    (from 1), where `here` stands and `there` was expected."""

    kind: str
    nearest: str
    position: int
    here: str
    there: str


def difference(given: str, known: Iterable[str]) -> Difference | None:
    """How *given* misses *known*, or `None` when nothing is known."""
    nearest = min(known, key=lambda each: (_kind(given, each) not in _SLIPS, len(tuple(_parts(given, each))),
                                           -_alike(given, each)), default=None)
    if nearest is None:
        return None
    same = _alike(given, nearest)
    return Difference(_kind(given, nearest), nearest, same + 1, given[same:same + _SHOWN], nearest[same:same + _SHOWN])


def _alike(one: str, other: str) -> int:
    """How many characters two addresses have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))


def _kind(given: str, nearest: str) -> str:
    if given.strip() == nearest:
        return "space"
    if given.rstrip("/") == nearest.rstrip("/"):
        return "slash"
    if given.casefold() == nearest.casefold():
        return "case"
    if unquote(given) == nearest:
        return "encoding"
    parts = tuple(_parts(given, nearest))
    if parts == ("host",) and {_split(given).hostname, _split(nearest).hostname} <= _LOOPBACK:
        return "loopback"
    return parts[0] if len(parts) == 1 else "several"


def _parts(given: str, other: str) -> Iterator[str]:
    """The components in which two addresses differ."""
    one, two = _split(given), _split(other)
    if one.scheme != two.scheme:
        yield "scheme"
    if one.hostname != two.hostname:
        yield "host"
    # http without a port against https without one is a difference of the scheme alone.
    if _port(one) != _port(two) and (one.scheme == two.scheme or one.netloc != two.netloc):
        yield "port"
    for name in ("path", "query", "fragment"):
        if getattr(one, name) != getattr(two, name):
            yield name
    if one.username != two.username or one.password != two.password:
        yield "userinfo"


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
