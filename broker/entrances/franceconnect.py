"""The entrance of FranceConnect (contract §1.2, §1.3, §6.8)."""

from __future__ import annotations

from broker.journey import Asked
from broker.levels import at_least, selected
from broker.ports import Ports
from broker.rules.question import Asking
from broker.session import Session
from doublure.exchange import Request
from doublure.journal import Thread
from doublure.storage.interface import TAG_LENGTH

__all__ = ["again", "answered_by", "asked"]


def asked(ports: Ports, asking: Asking, thread: Thread) -> Asked:
    """See `Entrance.asked`."""
    parameters, party = asking.parameters, asking.registered()
    prompts = (parameters.get("prompt") or "").split()
    # The party's prompt counts only when all of it is granted; without consent in it the page is skipped (§1.2).
    silent = bool(prompts) and "consent" not in prompts and all(word in party.allowed_prompts for word in prompts)
    return Asked(
        uid=ports.randomness.hex(TAG_LENGTH) + ports.randomness.token(27),
        client_id=party.client_id,
        redirect_uri=parameters.get("redirect_uri") or "",
        scope=ports.release.known(asking.scope),
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        acr=selected(parameters.get("acr_values") or "", ports.platform.default_acr),
        amr=asking.amr_requested,
        hint=asking.request.query.get("idp_hint") if asking.request.method == "GET" else None,
        sso=False,
        silent=silent,
        thread=thread,
    )


def again(ports: Ports, request: Request) -> str | None:
    """See `Entrance.again`: never."""
    return None


def answered_by(ports: Ports, asked: Asked, session: Session, max_age: int | None) -> bool:
    """See `Entrance.answered_by` (contract §6.8): the level decides, nothing else."""
    return session.login is not None and asked.acr in ports.platform.single_sign_on and at_least(session.login.acr, asked.acr)
