"""Which identity providers a person lets in, as the contract stores it: `{isExcludeList, list}` (contract §6.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

__all__ = ["Preferences"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """A list of uids and how it is meant: `exclude_list` blocks what it names, the other kind blocks what it does not name.

    The kind therefore decides about providers to come. Somebody who has never chosen has an empty list that excludes nobody.
    """

    exclude_list: bool = True
    uids: frozenset[str] = frozenset()

    def blocks(self, uid: str) -> bool:
        """Whether the provider *uid* may not log this person in: "membership of the list equals isExcludeList"."""
        return (uid in self.uids) is self.exclude_list

    def choosing(self, allowed: Collection[str], *, allow_future: bool, known: Iterable[str],
                 shown: Collection[str]) -> Preferences:
        """What she chose on a page that listed *shown* out of the *known* providers; what it did not list stays as it was."""
        let_in = {uid for uid in known if (uid in allowed if uid in shown else not self.blocks(uid))}
        return Preferences(allow_future, frozenset(set(known) - let_in if allow_future else let_in))
