"""The dashboard's own file says at which of the three hubs it logs people in; at each the whole visit is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dashboard.visitor import Visitor
from tests.stories.federation import running_federation

#: What its file says instead, whom to log in with and whom to block, and what the history shows.
HUBS = {
    "hub": ({}, "ameli", "impots", "FranceConnect"),
    "hub-plus": (
        {"issuer": "{hub-plus}/api/v2", "accounts": "{hub-plus}/account", "acr_values": "eidas2"},
        "alicem", "laposte", "FranceConnect+"),
    "hub-openid": (
        {"issuer": "{hub-openid}", "accounts": "{hub-openid}/account", "scope": "openid profile email",
         "id_token_signed_response_alg": "RS256", "userinfo_signed_response_alg": ""},
        "alicem", "laposte", "Doublure OpenID"),
}


@pytest.mark.parametrize(("hub", "said", "idp", "blocked", "title"), [(hub, *row) for hub, row in HUBS.items()], ids=list(HUBS))
def test_a_visit_from_the_login_to_the_logout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: str, said: Mapping[str, str], idp: str, blocked: str, title: str,
) -> None:
    for key, value in said.items():
        monkeypatch.setenv(f"DOUBLURE_DASHBOARD__{key.upper()}", value)
    with running_federation(tmp_path, only=(hub, "dashboard", idp, blocked)) as federation:
        visitor = Visitor(federation)
        page = visitor.logs_in(idp)
        assert page.url == visitor.site + "/history"
        assert page.said("account-name") == "Bruno FACTICE"
        assert any(url.startswith(federation.public(hub) + "/") for url in visitor.visited)
        assert page.text.count('data-testid="event"') == 1
        assert page.said("event-platform") == title
        page = visitor.at("/preferences")
        switch = re.search(rf'name="(idp_[0-9a-f-]+)" value="blocked" data-testid="block-{blocked}"', page.text)
        assert switch
        assert visitor.posts("/preferences", **{switch[1]: "blocked"}).said("notice").startswith("Vos choix sont enregistrés")
        page = visitor.presses("logout")
        while not page.has("logged-out"):  # the hub's and the provider's own steps, which a script would press
            page = visitor.submits(page.forms[-1])
        assert page.said("logged-out") == "Vous êtes déconnecté du tableau de bord et de FranceConnect."
        visitor.opens(visitor.site + "/franceconnect/login")
        assert visitor.proves(blocked, "bruno").said("error-code") == "Y100011"
