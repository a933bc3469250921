"""Which draft belongs to this visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import session

from service_provider.house import House
from service_provider.registration.draft import Draft, FromFranceConnect
from service_provider.rules.identity import Pivot

__all__ = ["arrival_of_visit", "draft_of_visit", "forget_draft", "keep_draft"]


def draft_of_visit(house: House) -> Draft:
    """The draft begun in this visit, or a blank one; with who FranceConnect says it is, when it has said so."""
    identifier = session.get("registration")
    draft = house.drafts.get(identifier) if identifier else None
    if draft is None:
        draft = Draft(id=house.randomness.token(), typed={})
    arrival = arrival_of_visit(house)
    if arrival is None or arrival == draft.arrival:
        return draft
    # An address that FranceConnect gave is offered, not imposed.
    return replace(draft, arrival=arrival, typed={"email": arrival.email, **draft.typed})


def keep_draft(house: House, draft: Draft) -> None:
    """Remember *draft* for the next page."""
    session["registration"] = draft.id
    session.pop("registered", None)
    house.drafts.put(draft.id, draft)


def forget_draft(house: House, draft: Draft) -> None:
    """It has become an account, or leads to another one."""
    session.pop("registration", None)
    house.drafts.drop(draft.id)


def arrival_of_visit(house: House) -> FromFranceConnect | None:
    """Who came from FranceConnect in this visit and has no account yet."""
    kept: dict[str, Any] | None = session.get("arrival")
    if kept is None:
        return None
    return FromFranceConnect(
        issuer=house.party.issuer, sub=kept["sub"], pivot=Pivot(**kept["pivot"]) if kept["pivot"] else None,
        usage_name=kept["usage_name"], email=kept["email"],
    )
