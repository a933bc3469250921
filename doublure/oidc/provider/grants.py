"""What a person's login gives a client: a grant, one code to collect it, one access token to read it.

A spent code must still be recognised, since its second use revokes the grant (RFC 6749 §4.1.2); so a code's record and its
mark outlive its own date by the life of the token it guards. Revoking is a mark on the grant's journey that userinfo reads, not
a hunt for tokens: it holds even while the first redemption is still minting.
"""

from __future__ import annotations

import re
from dataclasses import replace

from doublure.clock import Clock
from doublure.oidc.provider.grant import AccessGrant, Grant, RefreshGrant
from doublure.oidc.provider.shelves import Shelves
from doublure.randomness import Randomness
from doublure.storage.interface import TAG_LENGTH, Key, Operation, Store, tag_of

__all__ = ["TOKEN_LENGTH", "AccessGrant", "Grant", "Grants", "plausible"]

#: Length of codes and tokens: the journey's tag, then 27 random characters (162 bits).
TOKEN_LENGTH = 43

_PLAUSIBLE = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", re.ASCII)


def plausible(value: str) -> bool:
    """Whether *value* can be a code or token of ours: anything else is not looked up."""
    return _PLAUSIBLE.fullmatch(value) is not None


class Grants:
    """The codes, access tokens and revocations of one issuer. One flush per call, two when a code is replayed."""

    def __init__(self, store: Store, clock: Clock, randomness: Randomness, *, code_s: int = 30, access_token_s: int = 60,
                 grant_s: int = 30, refresh_s: int = 0, prefix: str = "", shelves: Shelves | None = None) -> None:
        self.store = store
        self.clock = clock
        self.code_s = code_s
        self.access_token_s = access_token_s
        self.grant_s = grant_s
        self.refresh_s = refresh_s
        self.prefix = prefix
        self._randomness = randomness
        self.shelves = shelves or Shelves.of(store, prefix, code_s=code_s, access_token_s=access_token_s, refresh_s=refresh_s)

    def dated(self, grant: Grant) -> Grant:
        """*grant* whose two ends are counted from its `issued_at` with this issuer's lifetimes."""
        return replace(grant, code_expires_at=grant.issued_at + self.code_s, expires_at=grant.issued_at + self.grant_s)

    def issuing(self, grant: Grant, tag: str, *, ending: str | None = None) -> tuple[str, tuple[Operation, ...]]:
        """A fresh code for *grant* and the operations that keep it, for a batch of the caller's.

        *ending* is what follows the tag instead of random characters: as many and as hard to guess, from a caller who must be
        able to answer the same request with the same code. Raises `ValueError` when *tag* is not the journey's tag that
        `grant.id` begins with: revocation would miss its tokens.
        """
        if len(tag) != TAG_LENGTH or tag_of(grant.id) != tag:
            raise ValueError("a grant's id begins with its journey's tag")
        code = self.minted(tag) if ending is None else tag + ending
        if len(code) != TOKEN_LENGTH:
            raise ValueError(f"a code has {TOKEN_LENGTH} characters")
        return code, (self.shelves.codes.putting(code, grant, grant.code_expires_at + self.access_token_s),)

    def issue(self, grant: Grant, tag: str) -> str:
        """A fresh code for *grant*, kept."""
        code, operations = self.issuing(grant, tag)
        self.store.batch(*operations)
        return code

    def find_code(self, code: str) -> Grant | None:
        """The grant behind *code*, also when the code is spent or its date is over; `revoked` says what became of it."""
        if not plausible(code):
            return None
        kept, revoked = self.store.batch(self.shelves.codes.getting(code), self.shelves.revoked.getting(tag_of(code)))
        grant = self.shelves.codes.read(kept)
        return grant and replace(grant, revoked=bool(self.shelves.revoked.read(revoked)))

    def new_access_token(self, code: str) -> str:
        """A fresh access token of the same journey as *code*. Nobody knows it before `spend` has kept it."""
        return self.minted(tag_of(code))

    def spend(self, code: str, grant: Grant, access_token: str | None = None, refresh_token: str | None = None) -> bool:
        """Use *code* up: `True` for exactly one caller ever, who thereby keeps *access_token* and *refresh_token* if given.

        `False` means that the code was used before: the grant is revoked, whatever the first use is doing at this moment.
        """
        now = self.clock.now()
        spending: list[Operation] = [self.shelves.spent.marking(code, self._end(grant, now))]
        if access_token is not None:
            access = AccessGrant(grant=grant, issued_at=now, expires_at=now + self.access_token_s)
            # Kept a while past its end, so that an expired token can be told from an unknown one.
            spending.append(self.shelves.access.putting(access_token, access, now + 2 * self.access_token_s))
        if refresh_token is not None:
            refresh = RefreshGrant(grant=grant, issued_at=now)
            spending.append(self.shelves.refresh.putting(refresh_token, refresh, grant.expires_at))
        first = bool(self.store.batch(*spending)[0])
        if not first:
            forgetting: list[Operation] = [self._revoking(grant.id)]
            if access_token is not None:
                forgetting.append(self.shelves.access.dropping(access_token))
            if refresh_token is not None:
                forgetting.append(self.shelves.refresh.dropping(refresh_token))
            self.store.batch(*forgetting)
        return first

    def find_access(self, access_token: str) -> AccessGrant | None:
        """What *access_token* reads, also when it has just expired or its grant is revoked."""
        if not plausible(access_token):
            return None
        reading = self.shelves.access.getting(access_token), self.shelves.revoked.getting(tag_of(access_token))
        kept, revoked = self.store.batch(*reading)
        access = self.shelves.access.read(kept)
        return access and replace(access, grant=replace(access.grant, revoked=bool(self.shelves.revoked.read(revoked))))

    def first_use(self, name: str, expires_at: int) -> bool:
        """`True` for exactly one caller with *name* until *expires_at*: how a client assertion is accepted once."""
        return self.store.once(Key(f"{self.prefix}assertion", name), expires_at)

    def revoke(self, grant_id: str) -> None:
        """End the grant: its code and token give nothing any more. Doing it twice is as good as once."""
        self.store.batch(self._revoking(grant_id))

    def revoking(self, grant_id: str) -> Operation:
        """`revoke` as an operation of a batch."""
        return self._revoking(grant_id)

    def _revoking(self, grant_id: str) -> Operation:
        # Long enough for a code issued this second and redeemed at its last: no token outlives the mark.
        end = self.clock.now() + self.code_s + 2 * self.access_token_s + self.refresh_s
        return self.shelves.revoked.putting(tag_of(grant_id), True, end)  # noqa: FBT003 - a mark has no other value

    def _end(self, grant: Grant, now: int) -> int:
        return max(grant.code_expires_at, now) + 2 * self.access_token_s

    def minted(self, tag: str) -> str:
        """A fresh unguessable value of the journey *tag*."""
        return tag + self._randomness.token(TOKEN_LENGTH - len(tag))

    def at(self, clock: Clock) -> Grants:
        """The same grants seen by *clock*: how one journey is older than its neighbour."""
        return Grants(self.store.at(clock), clock, self._randomness, code_s=self.code_s, access_token_s=self.access_token_s,
                      grant_s=self.grant_s, refresh_s=self.refresh_s, prefix=self.prefix, shelves=self.shelves.at(clock))

    def apart(self, name: str) -> Grants:
        """Grants of their own under *name*: a code or token of these gives nothing there."""
        return Grants(self.store, self.clock, self._randomness, code_s=self.code_s, access_token_s=self.access_token_s,
                      grant_s=self.grant_s, refresh_s=self.refresh_s, prefix=f"{self.prefix}{name}-",
                      shelves=self.shelves.apart(name))
