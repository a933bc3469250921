"""What a person has agreed to release, remembered as long as her session where the platform does that (Core §3.1.2.4)."""

from __future__ import annotations

from dataclasses import replace

from broker.journey import Asked
from broker.ports import Ports
from broker.session import Session
from doublure.oidc.vocabulary import Prompt

__all__ = ["agreed", "remembering"]


def agreed(ports: Ports, session: Session, asked: Asked) -> bool:
    """Whether the person of *session* has agreed to all of *asked*, and need not be asked again."""
    if not ports.platform.remembers_agreement or Prompt.CONSENT in asked.prompt:
        return False
    return _released(asked) <= set(session.agreed.get(asked.client_id, ()))


def remembering(session: Session, asked: Asked) -> Session:
    """*session*, whose person has now agreed to *asked* as well."""
    everything = _released(asked) | set(session.agreed.get(asked.client_id, ()))
    return replace(session, agreed={**session.agreed, asked.client_id: tuple(sorted(everything))})


def _released(asked: Asked) -> set[str]:
    claims = {f"claim:{name}" for name in (*asked.wanted.id_token, *asked.wanted.userinfo)}
    return set(asked.scope) | claims
