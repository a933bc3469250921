"""The issuer that a run has for itself: the same platform below a path of its own, with sessions, journeys and grants apart.

Only keys, registrations and the address to which identity providers send people back are the platform's own: a provider compares
redirect addresses letter by letter, and knows one.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from broker.announcement import announced
from broker.ports import Ports, Shelves
from doublure.exchange import Answer, Request, see_other, with_query
from doublure.oidc.provider.documents import prepared_discovery
from doublure.storage.shelf import Shelf

__all__ = ["RUN_PATH", "at_its_issuer", "of_run"]

#: Below which path of a hub's origin the issuers of runs stand.
RUN_PATH = "/runs"


def of_run(ports: Ports, name: str) -> Ports | None:
    """The ports of the run called *name*, `None` when there is no such run."""
    if ports.runs.find(name) is None:
        return None
    origin = f"{ports.origin}{RUN_PATH}/{name}"
    platform = ports.platform.model_copy(update={"session_cookie": f"{ports.platform.session_cookie}_{name}"})
    issuer, provider = origin + platform.issuer_path, ports.provider
    return replace(
        ports, run=name, origin=origin, issuer=issuer, platform=platform, shelves=_apart(ports.shelves, name),
        discovery=prepared_discovery(announced(platform, origin, ports.release)),
        provider=replace(provider, issuer=issuer, token_endpoint=f"{origin}{platform.base_path}/token",
                         grants=provider.grants.apart(name)),
    )


def at_its_issuer(ports: Ports, request: Request) -> Answer | None:
    """303 to the run whose departure *request* answers, for a return that belongs to no journey of the platform itself."""
    if ports.run is not None:
        return None
    thread = ports.correlation.find(request.query.get("state") or "")
    if thread is None or thread.run is None or not thread.own_issuer:
        return None
    return see_other(with_query(f"{ports.origin}{RUN_PATH}/{thread.run}{request.path}", request.query))


def _apart(shelves: Shelves, name: str) -> Shelves:
    kept = ((field.name, getattr(shelves, field.name)) for field in fields(shelves))
    moved: dict[str, Any] = {key: each.apart(name) for key, each in kept if isinstance(each, Shelf)}
    return replace(shelves, **moved)
