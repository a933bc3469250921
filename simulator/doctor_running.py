"""A running stack looked at from both sides: what a browser finds, and what the server of a relying party finds."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Generator, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import urllib3

from doublure.dialling import Dialler
from simulator.findings import Finding

__all__ = ["both_sides"]

#: FranceConnect's ID tokens live a minute: clocks that differ by more than this make relying parties refuse them.
_CLOCKS_S = 20
_TIMEOUT_S = 5.0
_ENDPOINTS = (("browser", "authorization_endpoint"), ("browser", "end_session_endpoint"), ("relying party", "jwks_uri"),
              ("relying party", "token_endpoint"), ("relying party", "userinfo_endpoint"))


def both_sides(client: Mapping[str, Any], issuer: str, dialler: Dialler) -> Iterator[Finding]:
    """What *client* and its users would meet at *issuer*."""
    metadata = yield from _discovery(issuer, dialler)
    if metadata is None:
        return
    for side, name in _ENDPOINTS:
        yield _reached(side, name, str(metadata.get(name, "")), dialler)
    for uri in client["redirect_uris"]:
        yield _listening(uri)


def _discovery(issuer: str, dialler: Dialler) -> Generator[Finding, None, dict[str, Any] | None]:
    address = f"{issuer}/.well-known/openid-configuration"
    try:
        reply = dialler.request("GET", address, timeout=_TIMEOUT_S)
        metadata: dict[str, Any] = json.loads(reply.data)
    except (urllib3.exceptions.HTTPError, ValueError) as fault:
        yield Finding("relying party: discovery", fine=False, sentence=f"{address} gives no metadata ({type(fault).__name__})",
                      line=f"issuer = {issuer}")
        return None
    same = metadata.get("issuer") == issuer
    said = metadata.get("issuer")
    yield Finding("relying party: issuer", same, f"discovery says {said}", "" if same else f"issuer = {said}")
    yield _clock(reply.headers.get("date", ""))
    return metadata


def _clock(date: str) -> Finding:
    try:
        apart = abs(parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return Finding("clocks", fine=False, sentence="the hub's answer has no date to compare with")
    if apart <= _CLOCKS_S:
        return Finding("clocks", fine=True, sentence=f"this machine and the hub's differ by {apart:.0f} s")
    return Finding("clocks", fine=False, line="sudo timedatectl set-ntp true",
                   sentence=f"this machine and the hub's differ by {apart:.0f} s: tokens that live a minute would be refused")


def _reached(side: str, name: str, address: str, dialler: Dialler) -> Finding:
    try:
        status = dialler.request("GET", address, timeout=_TIMEOUT_S).status
    except (urllib3.exceptions.HTTPError, ValueError) as fault:
        return Finding(f"{side}: {name}", fine=False, sentence=f"{address or 'nothing'} does not answer ({type(fault).__name__})")
    # A refusal is an answer: nobody is logged in here, and a GET is not what the token endpoint waits for.
    return Finding(f"{side}: {name}", fine=status != 421, sentence=f"{address} answers ({status})")


def _listening(uri: str) -> Finding:
    parts = urlsplit(uri)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_TIMEOUT_S):
            return Finding("browser: redirect_uri", fine=True, sentence=f"somebody listens at {uri}")
    except OSError:
        return Finding("browser: redirect_uri", fine=True, sentence=f"nobody listens at {uri} yet",
                       line=f"start the relying party on port {port}, if this is its address")
