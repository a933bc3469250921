"""What anybody may read: discovery and keys (contract §1.10, §1.11; OpenID Connect Discovery 1.0 §3)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import documents

__all__ = ["client_keys", "discovery", "jwks"]


def discovery(ports: Ports, request: Request) -> Answer:
    """The discovery document."""
    return documents.publish(ports.provider, ports.discovery)


def jwks(ports: Ports, request: Request) -> Answer:
    """The public signing keys."""
    return documents.publish(ports.provider, ports.jwks())


def client_keys(ports: Ports, request: Request) -> Answer:
    """The hub's keys as a relying party: providers verify its assertions with them and encrypt for them (contract §5.3)."""
    return documents.publish(ports.provider, ports.client_jwks())
