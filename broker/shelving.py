"""The shelves of one platform: what is kept for how long, under whose prefix."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator

from broker.accounts.access import AccountAccess
from broker.journey import Journey
from broker.leaving import Leaving
from broker.platforms import Platform
from broker.ports import Shelves
from broker.session import Session
from doublure.ports import Ports as Ground
from doublure.storage.recent import Recent
from doublure.storage.shelf import Shelf, adapter_of

__all__ = ["shelves_of"]

#: Logins whose next station finds what the last one wrote: as many as walk at once at a busy hub.
_RECENT = 64

#: A journey as it is kept: its stage says which type to read, where a plain union would be tried type by type.
_STAGED: Any = Annotated[Journey, Discriminator("stage")]


def shelves_of(ground: Ground, platform: Platform, account_access_s: int) -> Shelves:
    """Everything that *platform* keeps for a while; an access to the dashboard for *account_access_s* seconds."""
    prefix, lifetimes = platform.slug, platform.lifetimes
    return Shelves(
        store=ground.store,
        sessions=Shelf(ground.store, f"{prefix}-session", Session, lifetimes.session, recent=Recent(_RECENT)),
        journeys=Shelf[Journey](
            ground.store, f"{prefix}-journey", Journey, lifetimes.interaction, adapter=adapter_of(_STAGED), lean=True,
            recent=Recent(_RECENT),
        ),
        departures=Shelf(ground.store, f"{prefix}-departure", str, lifetimes.interaction),
        responses=Shelf(ground.store, f"{prefix}-response", str, lifetimes.interaction),
        leavings=Shelf(ground.store, f"{prefix}-leaving", Leaving, lifetimes.interaction),
        account_access=Shelf(ground.store, f"{prefix}-account-access", AccountAccess, account_access_s),
    )
