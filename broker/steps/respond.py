"""7 of 9: a code travels to the relying party (contract §1.2; RFC 6749 §4.1.2, RFC 9207)."""

from __future__ import annotations

from typing import Any

from broker.delivery import to_relying_party
from broker.errors import Refusal
from broker.errors.session import IdentityAbsent, StepReplayed
from broker.journey import Asked, Consented, origin
from broker.ports import Ports
from broker.refreshing import refresh_life
from broker.visit import leave_cookie, read
from broker.walk import refuse
from doublure.exchange import Answer, Request
from doublure.oidc.provider.grants import Grant
from doublure.storage.interface import Once, tag_of

__all__ = ["answer"]


def answer(ports: Ports, request: Request, uid: str) -> Answer:
    """Issue the one code of this journey: 303 to the relying party with `code`, `state` and `iss`."""
    asked: Asked | None = None
    try:
        visit, _ = read(ports, request, uid)
        asked = origin(visit.journey)
        if not isinstance(visit.journey, Consented):
            raise IdentityAbsent
        grant = _grant(ports, visit.journey, visit.session.browsing)
        code, operations = ports.provider.grants.issuing(grant, tag_of(asked.uid))
        spent_until = ports.clock.now() + ports.platform.lifetimes.interaction
        mark: Once = ports.shelves.responses.marking(asked.uid, spent_until)
        first, *_ = ports.shelves.store.batch(mark, *operations)
        # Whoever lost the race leaves an unused code behind, which nobody has seen and which dies in its 30 seconds.
        if not first:
            raise StepReplayed
        return leave_cookie(ports, visit, to_relying_party(ports, request, asked, {"code": code}))
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def _grant(ports: Ports, journey: Consented, browsing: str) -> Grant:
    """What the code stands for. It begins when the person continued, so that userinfo ends 30 s after that (§1.4).

    Whose login it was stays inside: the account, the provider and the identification code, for whoever shows the token here.
    """
    asked, identified = journey.asked, journey.identified
    lifetimes, now = ports.platform.lifetimes, ports.clock.now()
    wanted, identity = asked.wanted, identified.identity
    memo: dict[str, Any] = {
        "claims": ports.release.released(asked.scope, identity, wanted.userinfo), "also": wanted.userinfo,
        "account": ports.accounts.account_of(identified.pivot), "idp": identified.idp, "browsing": browsing,
    }
    if ports.platform.data_scopes:
        # What a data provider is told about the person, whoever's spelling the relying party gets (§10).
        memo["registry"] = identified.pivot.claims() | {"given_name_array": identity["given_name_array"]}
    if wanted.id_token:
        memo["id_token"] = ports.release.released((), identity, wanted.id_token)
    refreshes = refresh_life(ports, asked)
    return Grant(
        id=asked.uid,
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        sub=identified.sub,
        scope=asked.scope,
        nonce=asked.nonce,
        acr=identified.acr,
        amr=identified.amr if asked.amr else (),
        auth_time=identified.auth_time,
        code_challenge=asked.code_challenge,
        issued_at=now,
        code_expires_at=now + lifetimes.code,
        expires_at=journey.at + (refreshes or lifetimes.grant),
        thread=asked.thread,
        refreshable=bool(refreshes),
        memo=memo,
    )
