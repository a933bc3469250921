"""Keeping something for a while, whatever it is: everything in here has an end."""

from doublure.storage.control import ControlStore
from doublure.storage.errors import StorageError, StorageUrlRefused, StoreFull, StoreUnavailable, ValueTooLarge
from doublure.storage.interface import FOREVER, Drop, Get, Key, Once, Operation, Put, Result, Store, Take, tag_of
from doublure.storage.memory import MemoryStore
from doublure.storage.opening import open_control, open_store
from doublure.storage.shelf import Shelf
from doublure.storage.sinks import ControlSink, MemoryRing

__all__ = [
    "FOREVER", "ControlSink", "ControlStore", "Drop", "Get", "Key", "MemoryRing", "MemoryStore", "Once", "Operation", "Put",
    "Result", "Shelf", "StorageError", "StorageUrlRefused", "Store", "StoreFull", "StoreUnavailable", "Take", "ValueTooLarge",
    "open_control", "open_store", "tag_of",
]
