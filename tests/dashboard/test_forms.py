"""The dashboard's two forms: what they do, the letters they send, and everything wrong that can be typed (contract §6.7)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from doublure.testing.pages import Page
from tests.dashboard.visitor import Visitor

IMPOTS = "idp_3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01"
AMELI = "idp_7c8d0f52-9e1b-4a6f-8a3d-2b4c6e8f1a02"
STRANGER = "idp_1b4e28ba-2fa1-4d2b-883f-0016d3cca427"
CHANGED = "Modification de vos accès"


def blocked(page: Page) -> set[str]:
    """The slugs whose switch stands on blocked."""
    return set(re.findall(r'value="blocked" checked data-testid="block-([a-z-]+)"', page.text))


def test_everybody_is_let_in_at_first_and_the_present_provider_has_no_switch(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    page = visitor.at("/preferences")
    assert blocked(page) == set()
    assert page.has("allow-impots")
    assert not page.has("block-ameli")
    assert "vous utilisez ce compte" in page.said("current")


def test_a_choice_is_kept_told_and_effective(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    page = visitor.posts("/preferences", **{IMPOTS: "blocked", "future": "blocked"})
    assert page.said("notice").startswith("Vos choix sont enregistrés")
    assert blocked(page) == {"impots", "future"}
    [letter] = visitor.letters(about=CHANGED)
    assert letter["subject"] == "Modification de vos accès dans FranceConnect"
    assert letter["sender"] == "NE PAS RÉPONDRE <ne-pas-repondre@dashboard.example.org>"
    for form in ("text", "html"):
        said = " ".join(re.sub(r"<[^>]+>", " ", letter[form]).split())
        assert "Bonjour Bruno FACTICE" in said
        assert "impots.gouv.fr (simulé) : bloqué" in said
        assert "Les fournisseurs d’identité à venir : bloqués" in said
        assert "ameli" not in said
        assert f"{visitor.site}/preferences" in letter[form]
    refused = Visitor(visitor.federation).uses("impots")
    assert (refused.said("error-code"), refused.status) == ("Y100011", 403)
    assert not Visitor(visitor.federation).uses("ameli").has("error-code")
    assert blocked(visitor.posts("/preferences", **{IMPOTS: "allowed", "future": "allowed"})) == set()
    assert not Visitor(visitor.federation).uses("impots").has("error-code")
    assert "autorisé" in visitor.letters(about=CHANGED)[0]["text"]


def test_a_choice_that_changes_nothing_sends_no_letter(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    page = visitor.posts("/preferences")
    assert page.said("notice").startswith("Rien n’a changé")
    assert visitor.letters(about=CHANGED) == []


def test_the_letter_speaks_the_language_of_the_page(visitor: Visitor) -> None:
    english = Visitor(visitor.federation, language="en")
    english.logs_in("ameli")
    english.posts("/preferences", **{IMPOTS: "blocked"})
    [letter] = visitor.letters(about="Your access in FranceConnect")
    assert "impots.gouv.fr (simulated) : blocked" in letter["text"]


#: What is posted, the status, and what the page says.
_WRONG = [
    ("the provider of this login blocked by hand", [(AMELI, "blocked")], 409, "doit rester autorisé"),
    ("a stranger let in", [(STRANGER, "allowed")], 400, "n’a pas pu être lu"),
    ("no uid at all", [("idp_<script>", "allowed")], 400, "n’a pas pu être lu"),
    ("neither allowed nor blocked", [(IMPOTS, "perhaps")], 400, "n’a pas pu être lu"),
    ("an empty switch", [(IMPOTS, "")], 400, "n’a pas pu être lu"),
    ("one switch twice", [(IMPOTS, "blocked"), (IMPOTS, "allowed")], 400, "n’a pas pu être lu"),
    ("no rule for those to come", [("future", "1")], 400, "n’a pas pu être lu"),
    ("everybody blocked", [(IMPOTS, "blocked"), (AMELI, "blocked")], 409, "doit rester autorisé"),
]


def test_a_choice_that_is_wrong_is_explained_and_changes_nothing(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    token = visitor.token()
    for name, fields, status, words in _WRONG:
        page = visitor.raw("/preferences", urlencode([("csrf_token", token), *fields]))
        assert page.status == status, name
        assert words in page.said("error-message"), name
        assert "<script>" not in page.text, name
    assert blocked(visitor.at("/preferences")) == set()
    assert visitor.letters(about=CHANGED) == []


@pytest.mark.parametrize("path", ["/preferences", "/report", "/logout"])
@pytest.mark.parametrize("token", [None, "", "forged", "another's"])
def test_a_form_without_its_anti_forgery_value_does_nothing(visitor: Visitor, path: str, token: str | None) -> None:
    visitor.logs_in("ameli")
    if token == "another's":
        other = Visitor(visitor.federation)
        other.logs_in("ameli", "camille")
        token = other.token()
    fields = {IMPOTS: "blocked"} | ({} if token is None else {"csrf_token": token})
    page = visitor.raw(path, urlencode(fields))
    assert page.status == 400
    assert "n’est plus valable" in page.said("error-message")
    assert visitor.at("/preferences").said("account-name") == "Bruno FACTICE"
    assert blocked(visitor.at("/preferences")) == set()


def codes(visitor: Visitor) -> list[str]:
    return re.findall(r'data-testid="event-browsing">([0-9a-f-]{36})<', visitor.at("/history").text)


def test_a_connection_is_reported_from_the_history_and_both_sides_get_a_letter(visitor: Visitor) -> None:
    Visitor(visitor.federation).uses("impots")
    visitor.logs_in("ameli")
    strange = codes(visitor)[1]
    page = visitor.at(f"/report?connection={strange}")
    assert f'value="{strange}"' in page.text
    page = visitor.submits(page.forms[-1], {"reason": "not_me"})
    assert page.url == visitor.site + "/report/sent"
    number = page.said("report-number")
    [mine] = visitor.letters(about="Nous avons reçu votre signalement")
    [theirs] = visitor.letters("support@dashboard.example.org")
    for letter in (mine, theirs):
        for form in ("text", "html"):
            for words in (number, strange, "moncompteformation", "Je n’ai pas fait cette connexion"):
                assert words in letter[form]
    assert "Bruno" not in theirs["text"]
    assert "bruno@" not in theirs["text"]


def test_the_code_of_the_mail_leads_to_the_report_after_a_login(visitor: Visitor) -> None:
    Visitor(visitor.federation).uses("impots")
    [letter] = visitor.letters(about="moncompteformation")
    link = re.search(r"http://\S+/report\?connection=\S+", letter["text"])
    assert link
    visitor.opens(link[0])
    page = visitor.logs_in("ameli")
    assert page.url == link[0]
    assert visitor.submits(page.forms[-1], {"reason": "unknown_service"}).has("reported")


#: What is typed, and which field is at fault.
_REPORTS = [
    ("", "not_me", {"connection"}),
    ("12345", "not_me", {"connection"}),
    ("g" * 36, "not_me", {"connection"}),
    ("00000000-0000-4000-8000-000000000000", "not_me", {"connection"}),
    ("' OR '1'='1", "not_me", {"connection"}),
    ("<script>alert(1)</script>", "not_me", {"connection"}),
    ("x" * 5000, "not_me", {"connection"}),
    ("1790226274902", "", {"connection", "reason"}),
    ("mine", "", {"reason"}),
    ("mine", "another", {"reason"}),
    ("hers", "not_me", {"connection"}),
]


def test_a_report_that_is_wrong_is_explained_field_by_field_and_sent_to_nobody(visitor: Visitor) -> None:
    other = Visitor(visitor.federation)
    other.logs_in("ameli", "camille")
    hers = codes(other)[0]
    visitor.logs_in("ameli")
    mine = codes(visitor)[0]
    for typed, reason, faults in _REPORTS:
        connection = {"mine": mine, "hers": hers}.get(typed, typed)
        page = visitor.posts("/report", connection=connection, reason=reason)
        assert page.status == 400, typed
        assert {name for name in ("connection", "reason") if page.has(f"fault-{name}")} == faults, typed
        assert page.has("faults")
        assert "<script>" not in page.text
        for name in faults:
            assert f'href="#{name}"' in page.text
            assert f'id="{name}"' in page.text
    assert visitor.letters("support@dashboard.example.org") == []


def test_spaces_and_capitals_around_a_code_are_forgiven(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    page = visitor.posts("/report", connection=f" {codes(visitor)[0].upper()} ", reason="not_me")
    assert page.has("reported")


def test_a_reset_forgets_history_and_choices(visitor: Visitor) -> None:
    visitor.logs_in("ameli")
    visitor.posts("/preferences", **{IMPOTS: "blocked"})
    visitor.federation.api.reset()
    again = Visitor(visitor.federation)
    page = again.logs_in("impots")
    assert page.text.count('data-testid="event"') == 1
    assert blocked(again.at("/preferences")) == set()
