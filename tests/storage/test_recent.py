"""What a process remembers of a shelf is what is on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from doublure.clock import FixedClock
from doublure.storage.memory import MemoryStore
from doublure.storage.recent import Recent
from doublure.storage.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    colour: str | None = None


def shelf(store: MemoryStore, recent: Recent[Note] | None = None) -> Shelf[Note]:
    return Shelf(store, "notes", Note, 60, lean=True, recent=recent)


def test_what_was_written_here_is_not_read_again() -> None:
    notes = shelf(MemoryStore(FixedClock(100)), Recent(4))
    note = Note("buy bread")
    notes.put("a", note)
    assert notes.get("a") is note
    assert notes.at(FixedClock(120)).get("a") is note
    assert notes.at(FixedClock(160)).get("a") is None


def test_what_was_read_here_is_not_read_again() -> None:
    store = MemoryStore(FixedClock(100))
    shelf(store).put("a", Note("buy bread"))
    notes = shelf(store, Recent(4))
    first = notes.get("a")
    assert first == Note("buy bread")
    assert notes.get("a") is first


def test_what_somebody_else_wrote_in_between_is_read() -> None:
    store = MemoryStore(FixedClock(100))
    here, elsewhere = shelf(store, Recent(4)), shelf(store, Recent(4))
    here.put("a", Note("buy bread"))
    elsewhere.put("a", Note("buy milk"))
    assert here.get("a") == Note("buy milk")
    elsewhere.drop("a")
    assert here.get("a") is None


def test_what_cannot_be_read_is_not_remembered() -> None:
    store = MemoryStore(FixedClock(100))
    notes = shelf(store, Recent(4))
    store.put(notes.key("a"), b'{"another": "version"}', 160)
    assert notes.get("a") is None
    assert notes.get("a") is None


def test_equal_values_are_told_apart_by_identity() -> None:
    recent: Recent[Note] = Recent(4)
    recent.remember(Note("buy bread"), b"first")
    assert recent.written(Note("buy bread")) is None


def test_the_oldest_makes_way() -> None:
    recent: Recent[Note] = Recent(3)
    values = [Note(str(number)) for number in range(10)]
    for note in values:
        recent.remember(note, note.text.encode())
    assert [note.text for note in values if recent.value_of(note.text.encode()) is note] == ["7", "8", "9"]
    assert [note.text for note in values if recent.written(note) is not None] == ["7", "8", "9"]


def test_any_number_of_threads_may_remember_at_once() -> None:
    recent: Recent[Note] = Recent(8)

    def busy(number: int) -> None:
        for turn in range(300):
            note = Note(f"{number} {turn % 20}")
            recent.remember(note, note.text.encode())
            assert recent.value_of(note.text.encode()) in {None, note}
            assert recent.written(note) in {None, note.text.encode()}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(busy, range(8)))
    assert len([1 for number in range(8) for turn in range(20) if recent.value_of(f"{number} {turn}".encode())]) <= 8
