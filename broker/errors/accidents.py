"""Refusals that are nobody's fault at the browser: no such page, no store, nothing foreseen (contract §7.1 Y00, Y19)."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = ["PageNotFound", "StoreDown", "Unforeseen"]

_SESSION = "Votre session a expiré ou n’est plus valable. Fermez cet onglet et reconnectez-vous depuis le site du service."


class Unforeseen(Refusal):
    """Something failed that no rule foresees."""

    code = "Y000000"
    status = 500
    sentence = "Une erreur inattendue est survenue. Réessayez plus tard."
    support = "A defect of the simulator: look for the identifier of the error in its log."


class PageNotFound(Refusal):
    """No such page."""

    code = "Y000404"
    status = 404
    sentence = "Cette page n’existe pas."
    support = "Check the path: endpoints are listed in the discovery document; POST /userinfo and POST /session/end do not exist."
    way_back = False


class StoreDown(Refusal):
    """The store of sessions does not answer."""

    code = "Y190005"
    status = 500
    sentence = _SESSION
    support = "Start Redis again, or look at DOUBLURE_STORE; GET /readyz says when it answers."
    way_back = False
