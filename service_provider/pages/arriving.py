"""Somebody has come from FranceConnect with verified claims: her account, or the page where she gets one (domain §2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import session
from werkzeug.wrappers import Response

from doublure.journal import Trail
from doublure.oidc.relying_party import Arrival
from doublure.web.language import local_path
from service_provider.accounts.laboratory import accounts_at, experiment
from service_provider.accounts.linking import Recognised, Recognition
from service_provider.accounts.opening import Subject
from service_provider.accounts.schema import State
from service_provider.house import House
from service_provider.pages.laboratory import remember
from service_provider.pages.screen import begin_session, go
from service_provider.rules.emails import read_email
from service_provider.rules.identity import pivot_from
from service_provider.visit import renew

__all__ = ["settle"]

_SPACE = "/espace"


def settle(house: House, arrival: Arrival, trail: Trail, wanted: str) -> Response:
    """Log the person of *arrival* in, or keep who she is and show what can be done. *wanted* is the page she came for."""
    claims = arrival.userinfo or arrival.claims
    pivot, sub = pivot_from(claims), str(arrival.claims["sub"])
    email = _email(claims)
    # Looked up before the strategy links anything, and only where somebody wants to compare.
    naive = accounts_at(house.records, email) if house.settings.reconciliation_lab else []
    found: Recognised = house.desk.linking.recognise(Subject(house.party.issuer, sub), pivot, email)
    trail.event("SP_ACCOUNT_RECOGNISED", how=found.how.value)
    response = _receive(house, arrival, found, wanted)
    if house.settings.reconciliation_lab:
        remember(experiment(email, pivot, naive, found))
    return response


def _receive(house: House, arrival: Arrival, found: Recognised, wanted: str) -> Response:
    claims = arrival.userinfo or arrival.claims
    if found.account is not None and found.account.state == State.CONFIRMED:
        begin_session(found.account)
        session["franceconnect"] = {"id_token": arrival.id_token}
        if found.how is Recognition.LINKED:
            session["notice"] = "linked"
        return go(local_path(wanted) if wanted else _SPACE)
    renew(session)
    session["franceconnect"] = {"id_token": arrival.id_token}
    if found.account is not None:
        session["pending"] = found.account.id
        return go("/inscription/en-attente")
    pivot = pivot_from(claims)
    session["arrival"] = {
        "sub": str(arrival.claims["sub"]), "email": _email(claims),
        "usage_name": str(claims.get("preferred_username") or "")[:256], "pivot": None if pivot is None else asdict(pivot),
    }
    return go("/inscription" if found.how is Recognition.NOBODY else "/rapprochement")


def _email(claims: Mapping[str, Any]) -> str:
    return read_email(str(claims.get("email") or "")) or ""
