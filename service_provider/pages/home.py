"""The public pages: home, the four sections, help, legal texts (SEED-20 to SEED-28). All texts are ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from service_provider.house import House
from service_provider.pages.screen import show

__all__ = ["mount"]

#: Address → title and paragraphs.
_SECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/recherche": ("Recherche", ("Ce simulateur ne propose pas de vraies formations : cette page sert d’exemple.",)),
    "/droits": ("Mes droits", ("Aucun droit n’est calculé ici : cette page montre seulement qu’il faut être connecté.",)),
    "/dossiers": ("Mes dossiers", ("Aucun dossier n’est en cours : cette page montre seulement qu’il faut être connecté.",)),
    "/conseils-professionnels": ("Conseils professionnels", ("Lisa est un personnage inventé : elle ne répond pas.",)),
    "/conditions-generales": ("Conditions générales d’utilisation", (
        "Ces conditions sont celles d’un simulateur de développement, pas celles d’un service de l’État.",
        "N’utilisez que des personnes de test ; ne saisissez ni vrai numéro, ni vrai mot de passe, ni vraies coordonnées.",
        "Le simulateur est fourni sans garantie ; les comptes qui y sont créés ne donnent aucun droit.",
    )),
    "/donnees-personnelles": ("Politique de protection des données personnelles", (
        "Ce que vous saisissez reste sur l’ordinateur où tourne le simulateur ; même les messages n’en sortent pas.",
        "Comptes et messages sont effacés à l’arrêt du simulateur, sauf si la personne qui l’a lancé a demandé de les garder.",
        "Pour tout effacer, arrêtez le simulateur ou demandez une remise à zéro dans sa console.",
    )),
}
_PRIVATE = frozenset({"/droits", "/dossiers"})


def mount(app: Flask, house: House) -> None:
    """`/`, `/aide`, and one page per section."""

    @app.get("/")
    def home() -> Response:
        return show(house, "home.html")

    @app.get("/aide")
    def help_page() -> Response:
        return show(house, "help.html")

    for path, (title, paragraphs) in _SECTIONS.items():
        page = _section(house, title, paragraphs)
        app.add_url_rule(path, f"section {path}", login_required(page) if path in _PRIVATE else page)


def _section(house: House, title: str, paragraphs: tuple[str, ...]) -> Callable[[], Response]:
    def page() -> Response:
        return show(house, "section.html", title=title, paragraphs=paragraphs)

    return page
