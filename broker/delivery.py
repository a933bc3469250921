"""The authorization response on its way to the relying party, by the response mode that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from broker.journey import Asked
from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider.authorize import respond
from doublure.oidc.provider.response_modes import Mode, fragment, query
from doublure.oidc.seams import Message, Passage

__all__ = ["to_relying_party"]


def to_relying_party(
    ports: Ports, request: Request, asked: Asked, parameters: dict[str, str], *, in_fragment: bool = False
) -> Answer:
    """*parameters*, the relying party's state if it sent one, and our `iss` (RFC 9207), to its redirect URI.

    *in_fragment* is for refusing response types whose answers travel there (Multiple Response Types §5).
    """
    passage = Passage(
        message=Message.AUTHORIZATION_RESPONSE, issuer=ports.issuer, client_id=asked.client_id, thread=asked.thread
    )
    told = parameters if asked.state is None else {**parameters, "state": asked.state}
    mode = _mode(ports, request, "fragment" if in_fragment and asked.response_mode is None else asked.response_mode)
    trail = ports.trail(asked.thread, asked.client_id)
    return respond(ports.provider, asked.redirect_uri, told, passage, mode=mode, trail=trail)


def _mode(ports: Ports, request: Request, name: str | None) -> Mode:
    modes: Mapping[str, Mode] = {"query": query, "fragment": fragment, "form_post": partial(_form_post, ports, request)}
    return modes.get(name or "query", query)


def _form_post(ports: Ports, request: Request, redirect_uri: str, parameters: Mapping[str, str]) -> Answer:
    """A form that submits itself (Form Post Response Mode §2); without JavaScript a button does the same."""
    page = ports.pages.html(
        "delivery.html", request, platform=ports.platform.title, action=redirect_uri, fields=dict(parameters)
    )
    # The relying party may compare the Origin of a POST: `no-referrer` would make it `null`.
    return page.with_header(("Cache-Control", "no-store"), ("Referrer-Policy", "strict-origin"))
