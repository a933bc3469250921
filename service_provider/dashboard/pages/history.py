"""The history of connections: six months, ten a page, by month (contract §6.6)."""

from __future__ import annotations

import re
from functools import partial

from flask import Flask
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from service_provider.dashboard.dates import by_month, day, hour
from service_provider.dashboard.house import House
from service_provider.dashboard.pages.screen import Person, for_persons, go, show
from service_provider.dashboard.settings import SLUG

__all__ = ["KINDS", "mount"]

#: What each event is called.
KINDS = {
    "FC_VERIFIED": "Connexion",
    "FC_DATATRANSFER_CONSENT_IDENTITY": "Autorisation",
    "DP_VERIFIED_FC_CHECKTOKEN": "Échange de données",
}
_LEVELS = {"eidas1": "Faible", "eidas2": "Substantiel", "eidas3": "Élevé"}
_NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def mount(app: Flask, house: House) -> None:
    """`/history?page=1`."""

    def history(somebody: Person) -> Response:
        request = read_request(SLUG)
        asked = request.query.get("page") or "1"
        number = int(asked) if _NUMBER.fullmatch(asked) else 1
        found = house.accounts.history(somebody.token, number)
        if number > found.pages:
            return go(f"/history?page={found.pages}")
        return show(
            house, "history.html", history=found, months=by_month(found.events, request.language), kinds=KINDS, levels=_LEVELS,
            day=partial(day, language=request.language), hour=partial(hour, language=request.language),
        )

    app.add_url_rule("/history", "history", for_persons(history))
