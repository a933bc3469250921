"""The page of the reconciliation laboratory, where the settings open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Flask, session
from werkzeug.wrappers import Response

from service_provider.accounts.laboratory import Experiment, Lesson, shared_mailboxes
from service_provider.accounts.linking import Recognition
from service_provider.house import House
from service_provider.pages.screen import show

__all__ = ["HOW", "LESSONS", "mount", "remember"]

LESSONS: Mapping[Lesson, str] = {
    Lesson.SAME: "Pour cette personne, les deux méthodes donnent le même résultat. Ce n’est pas vrai de tout le monde.",
    Lesson.STRANGER: "Par l’adresse seule, cette personne serait entrée dans le compte de quelqu’un d’autre.",
    Lesson.UNPROVED: "Par l’adresse seule, cette personne serait entrée dans un compte dont rien ne prouve qu’il est le sien.",
    Lesson.MISSED: "Par l’adresse seule, le compte de cette personne n’aurait pas été trouvé : un double aurait été créé.",
    Lesson.AMBIGUOUS: "Plusieurs comptes ont cette adresse : par l’adresse seule, le hasard aurait choisi.",
}
HOW: Mapping[Recognition, str] = {
    Recognition.KNOWN: "Étape 1 : son identifiant (sub) est déjà relié à ce compte.",
    Recognition.LINKED: "Étape 2 : les six données d’identité sont celles de ce seul compte.",
    Recognition.SEVERAL: "Étape 3 : plusieurs comptes ont ces données ; numéro et mot de passe sont demandés.",
    Recognition.EMAIL_KNOWN: "Étape 4 : seule l’adresse est connue ; numéro et mot de passe sont demandés.",
    Recognition.NOBODY: "Étape 5 : personne n’est connu ; une inscription commence.",
}


def remember(experiment: Experiment) -> None:
    """Keep the experiment for this visit's page."""
    session["laboratory"] = asdict(experiment)


def mount(app: Flask, house: House) -> None:
    """`/laboratoire`, when `reconciliation_lab` is set."""
    if not house.settings.reconciliation_lab:
        return

    @app.get("/laboratoire")
    def laboratory() -> Response:
        kept = session.get("laboratory")
        return show(
            house, "laboratory.html", experiment=kept, shared=shared_mailboxes(house.people()),
            lesson=kept and LESSONS[Lesson(kept["lesson"])], how=kept and HOW[Recognition(kept["how"])],
        )
