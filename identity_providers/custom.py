"""An identity that a developer types instead of choosing a persona (AMB-11), with the level to answer.

Everything may be left out or wrong, so that whoever receives it can be seen refusing it; only what looks like a real mailbox is
not taken (GR-04).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from doublure.exchange import Answer, Parameters, Request
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.lookalike import looks_real
from identity_providers.opened import abort, open_login
from identity_providers.page import custom_page
from identity_providers.release import level_for

__all__ = ["FIELDS", "show_custom", "submit_custom"]

#: The claims of the form, by their own names.
FIELDS = ("given_name", "family_name", "preferred_username", "gender", "birthdate", "birthplace", "birthcountry", "email")

#: INSEE's code of France: what an empty country means (contract §11.1).
_FRANCE = "99100"
_LONGEST = 300


def show_custom(fake: Fake, request: Request) -> Answer:
    """GET `/login/custom`: the empty form, its level the one that was asked."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    level = level_for(opened.pending.acr_values, fake.settings.levels)
    return custom_page(fake, request, opened.browser, values={"acr": level})


def submit_custom(fake: Fake, request: Request) -> Answer:
    """POST `/login/custom`: back to the hub with this identity, or the form once more when its mailbox looks real."""
    opened = open_login(fake, request, request.form)
    if isinstance(opened, Answer):
        return opened
    if request.form.get("action") == "cancel":
        return abort(fake, opened)
    identity = _typed(request.form, FIELDS)
    level = _typed(request.form, ("acr",))
    if looks_real(identity.get("email", "")):
        shown = {name: value for name, value in identity.items() if name != "email"} | level
        return custom_page(fake, request, opened.browser, values=shown, status=403, warning=True)
    identity.setdefault("birthcountry", _FRANCE)
    return recognised(fake, request, opened, Somebody(_login_of(identity), identity, level.get("acr"), fake.amr("seed")))


def _typed(form: Parameters, names: tuple[str, ...]) -> dict[str, str]:
    values = {name: (form.get(name) or "").strip()[:_LONGEST] for name in names}
    return {name: value for name, value in values.items() if value}


def _login_of(identity: Mapping[str, str]) -> str:
    """A login for somebody who has none: the same for the same identity, so that her `sub` is stable."""
    text = json.dumps(sorted(identity.items()), ensure_ascii=False)
    return f"custom-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
