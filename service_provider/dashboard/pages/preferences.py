"""Which identity providers she lets in: one switch for each, one for those to come (contract §6.7)."""

from __future__ import annotations

from flask import Flask, session
from werkzeug.wrappers import Response

from doublure.exchange import Parameters
from doublure.web.adapter import read_request
from service_provider.dashboard.accounts import ChoiceRefused
from service_provider.dashboard.house import House
from service_provider.dashboard.pages.screen import Person, for_persons, go, show
from service_provider.dashboard.settings import SLUG
from service_provider.dashboard.told import Preferences

__all__ = ["mount"]

_UNREADABLE = "Le formulaire n’a pas pu être lu : vérifiez vos choix et enregistrez-les de nouveau."
_CONFLICT = "Ces choix n’ont pas été enregistrés : le compte que vous utilisez en ce moment doit rester autorisé."
_PREFIX = "idp_"
_STATES = {"allowed": True, "blocked": False}


def mount(app: Flask, house: House) -> None:
    """`/preferences`."""

    def preferences(somebody: Person) -> Response:
        return _page(house, house.accounts.preferences(somebody.token))

    def change(somebody: Person) -> Response:
        request = read_request(SLUG)
        now = house.accounts.preferences(somebody.token)
        chosen = None if request.fault else _chosen(now, request.form)
        if chosen is None:
            return _page(house, now, _UNREADABLE, 400)
        allowed, allow_future = chosen
        try:
            changes = house.accounts.choose(somebody.token, allowed, allow_future=allow_future)
        except ChoiceRefused as refused:
            return _page(house, now, *((_CONFLICT, 409) if refused.conflict else (_UNREADABLE, 400)))
        if changes and somebody.email:
            house.letters.changed(somebody.email, somebody.name, changes, request.language)
        session["notice"] = "changed" if changes else "same"
        return go("/preferences")

    app.add_url_rule("/preferences", "preferences", for_persons(preferences))
    app.add_url_rule("/preferences", "change", for_persons(change), methods=["POST"])


def _chosen(now: Preferences, form: Parameters) -> tuple[frozenset[str], bool] | None:
    """The uids let in and the rule for those to come; what the form leaves out stays as it is. `None` when it says nonsense."""
    allowed = {provider.uid for provider in now.identity_providers if provider.allowed}
    future = now.allow_future
    for name, value in form:
        if name != "future" and not name.startswith(_PREFIX):
            continue
        if value not in _STATES or len(form.all(name)) > 1:
            return None
        if name == "future":
            future = _STATES[value]
        elif _STATES[value]:
            allowed.add(name.removeprefix(_PREFIX))
        else:
            allowed.discard(name.removeprefix(_PREFIX))
    return frozenset(allowed), future


def _page(house: House, now: Preferences, fault: str = "", status: int = 200) -> Response:
    return show(house, "preferences.html", status=status, preferences=now, fault=fault, notice=session.pop("notice", None))
