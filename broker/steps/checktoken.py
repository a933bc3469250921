"""Beside the walk: a data provider asks what an access token is good for (contract §10; RFC 7662, RFC 9701).

The answer about a dead token is as signed and as encrypted as any: nobody on the way learns which it was.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from broker.data_providers import Asker
from broker.errors import Refusal
from broker.errors.checking import AskerUnknown
from broker.pivot import PivotIdentity
from broker.ports import Ports
from broker.remembering import remember_exchange
from broker.rules.introspecting import Introspecting
from broker.subject import subject_for
from broker.walk import refuse
from doublure.correlation import new_thread
from doublure.exchange import Answer, Request
from doublure.journal import Trail
from doublure.oidc.encryption import encrypt
from doublure.oidc.provider.encryption_rules import key_to_encrypt_for
from doublure.oidc.provider.grants import AccessGrant
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.refusals import NO_STORE
from doublure.oidc.provider.signing import signed
from doublure.oidc.provider.table import examine
from doublure.oidc.seams import Message

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """200 with a signed and encrypted introspection for the data provider that asks, or JSON saying which rule failed."""
    asker = ports.data_providers.find(request.form.get("client_id") or "")
    question = Introspecting(request=request, provider=ports.provider, asker=asker)
    access = ports.provider.grants.find_access(request.form.get("token") or "")
    thread = access.grant.thread if access else new_thread(ports.randomness)
    trail = ports.trail(thread, access.grant.client_id if access else None)
    trail.message("introspection_request", "received", (request.form.get("client_id") or "")[:128], masked_form(request.form))
    try:
        examine(ports.tables.checktoken, question, trail)
        if asker is None:
            raise AskerUnknown
    except Refusal as refusal:
        return refuse(ports, request, refusal, thread=thread)
    return _told(ports, asker, _introspection(ports, asker, access, trail), trail)


def _introspection(ports: Ports, asker: Asker, access: AccessGrant | None, trail: Trail) -> dict[str, Any]:
    """RFC 7662 §2.2. The token itself counts, not the grant's thirty seconds: the exchange comes after the login."""
    now = ports.clock.now()
    grant = access.grant if access else None
    if access is None or grant is None or grant.revoked or now >= access.expires_at:
        return {"active": False}
    if ports.registry.relying_party(grant.client_id) is None:
        return {"active": False}
    registry = grant.memo["registry"]
    scope = " ".join(name for name in grant.scope if name in asker.scopes)
    trail.event("DP_VERIFIED_FC_CHECKTOKEN", data_provider=asker.title, scope=scope)
    remember_exchange(ports, grant, scope)
    return {
        "active": True,
        "aud": grant.client_id,
        "sub": subject_for(asker.client.client_id, PivotIdentity.of(registry), ports.platform.subject_key.reveal()),
        "iat": access.issued_at,
        "exp": access.expires_at,
        "acr": grant.acr,
        # A name for the token that does not give the token.
        "jti": _fingerprint(grant.id),
        "scope": scope,
        **registry,
    }


def _told(ports: Ports, asker: Asker, introspection: dict[str, Any], trail: Trail) -> Answer:
    """The header of the envelope says nothing but how to open it (contract §10)."""
    client = asker.client
    claims = {"token_introspection": introspection, "iss": ports.issuer, "aud": client.client_id, "iat": ports.clock.now()}
    passage = ports.provider.passage(Message.INTROSPECTION, trail.thread, client.client_id)
    jws = signed(ports.provider, passage, claims, client, client.id_token_signed_response_alg, trail)
    body = encrypt(jws, key_to_encrypt_for(ports.provider, client, asker.encryption), asker.encryption, {})
    told = Answer(status=200, body=body.encode(), content_type="application/token-introspection+jwt", headers=NO_STORE)
    return ports.provider.seams.transport(passage, told)


def _fingerprint(name: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).rstrip(b"=").decode()
