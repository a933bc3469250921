"""A shelf: one kind of value in a store, typed, with one lifetime."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from doublure.clock import Clock, age_of
from doublure.storage.ageing import later
from doublure.storage.interface import FOREVER, Drop, Get, Key, Once, Put, Result, Store, Take
from doublure.storage.recent import Recent

__all__ = ["Shelf", "adapter_of"]

T = TypeVar("T")


@cache
def adapter_of(type_: Any) -> TypeAdapter[Any]:
    """What reads and writes values of *type_*: made once, since each of fifteen applications would make the same again."""
    return TypeAdapter(type_)


class Shelf(Generic[T]):
    """Values of *type_* under *name* in *store*, each kept *lifetime_s* seconds (`None`: until somebody removes it).

    *type_* is anything Pydantic adapts: a frozen dataclass, a model, a union (then write `Shelf[A | B](…)`).
    Values travel as JSON, with *lean* without members that are null: each of these must then be the type's default.
    *recent* values are not read and written again; they must be frozen, and what is inside them never changed.
    What cannot be read any more, because another version of the program wrote it, is as good as gone.
    """

    def __init__(self, store: Store, name: str, type_: type[T] | UnionType, lifetime_s: int | None, *,
                 adapter: TypeAdapter[T] | None = None, lean: bool = False, recent: Recent[T] | None = None) -> None:
        self.store = store
        self.name = name
        self.lifetime_s = lifetime_s
        self._lean = lean
        self._recent = recent
        self._type: type[T] | UnionType = type_
        adaptable: Any = type_
        self._adapter: TypeAdapter[T] = adapter_of(adaptable) if adapter is None else adapter

    def put(self, identifier: str, value: T, expires_at: int | None = None, *, now: int | None = None) -> None:
        """Replace the value of *identifier*; its end is *expires_at*, else *now* (the store's time) plus the lifetime."""
        operation = self.putting(identifier, value, expires_at, now=now)
        self.store.put(operation.key, operation.value, operation.expires_at)

    def get(self, identifier: str) -> T | None:
        """The value, or `None`."""
        return self.read(self.store.get(self.key(identifier)))

    def take(self, identifier: str) -> T | None:
        """The value, removed: at most one caller receives it."""
        return self.read(self.store.take(self.key(identifier)))

    def once(self, identifier: str, expires_at: int) -> bool:
        """`True` for exactly one caller until *expires_at*."""
        return self.store.once(self.key(identifier), expires_at)

    def drop(self, identifier: str) -> None:
        """Remove the value if there is one."""
        self.store.drop(self.key(identifier))

    def putting(self, identifier: str, value: T, expires_at: int | None = None, *, now: int | None = None) -> Put:
        """`put` as an operation of a batch."""
        age = age_of(self.store.clock)
        dated = later(value, age) if age else value
        return Put(self.key(identifier), self._write(dated), self._end(expires_at, now))

    def getting(self, identifier: str) -> Get:
        """`get` as an operation of a batch; its result is for `read`."""
        return Get(self.key(identifier))

    def taking(self, identifier: str) -> Take:
        """`take` as an operation of a batch; its result is for `read`."""
        return Take(self.key(identifier))

    def marking(self, identifier: str, expires_at: int) -> Once:
        """`once` as an operation of a batch; its result is a `bool`."""
        return Once(self.key(identifier), expires_at)

    def dropping(self, identifier: str) -> Drop:
        """`drop` as an operation of a batch."""
        return Drop(self.key(identifier))

    def read(self, result: Result) -> T | None:
        """The value in the *result* of `getting` or `taking`. A mark left by `once` is no value."""
        if not isinstance(result, bytes) or not result:
            return None
        value = self._value_of(result)
        if value is None:
            return None
        age = age_of(self.store.clock)
        return later(value, -age) if age else value

    def key(self, identifier: str) -> Key:
        """Where the value of *identifier* is kept."""
        return Key(self.name, identifier)

    def at(self, clock: Clock) -> Shelf[T]:
        """The same shelf seen by *clock*."""
        return Shelf(self.store.at(clock), self.name, self._type, self.lifetime_s, adapter=self._adapter,
                     lean=self._lean, recent=self._recent)

    def apart(self, name: str) -> Shelf[T]:
        """The same kind of values, none of these: kept apart under *name*."""
        return Shelf(self.store, f"{self.name}@{name}", self._type, self.lifetime_s, adapter=self._adapter)

    def _write(self, value: T) -> bytes:
        known = None if self._recent is None else self._recent.written(value)
        if known is not None:
            return known
        written = self._adapter.serializer.to_json(value, exclude_none=self._lean)
        if self._recent is not None:
            self._recent.remember(value, written)
        return written

    def _value_of(self, written: bytes) -> T | None:
        known = None if self._recent is None else self._recent.value_of(written)
        if known is not None:
            return known
        try:
            value: T = self._adapter.validator.validate_json(written)
        except ValidationError:
            return None
        if self._recent is not None:
            self._recent.remember(value, written)
        return value

    def _end(self, expires_at: int | None, now: int | None) -> int:
        if expires_at is not None:
            return expires_at
        if self.lifetime_s is None:
            return FOREVER
        return (self.store.clock.now() if now is None else now) + self.lifetime_s
