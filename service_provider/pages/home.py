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
    "/recherche": ("Recherche", (
        "Ce simulateur ne propose pas de vraies formations : cette page sert d’exemple.",
        ("Sur un vrai site, on chercherait ici une formation par métier, par lieu ou par diplôme, sans avoir besoin "
         "de se connecter."),
    )),
    "/droits": ("Mes droits", (
        "Aucun droit n’est calculé ici : cette page montre seulement qu’il faut être connecté.",
        "Sur un vrai site, le montant acquis par le travail s’afficherait ici, en euros.",
    )),
    "/dossiers": ("Mes dossiers", (
        "Aucun dossier n’est en cours : cette page montre seulement qu’il faut être connecté.",
        "Sur un vrai site, les inscriptions à des formations et leur état s’afficheraient ici.",
    )),
    "/conseils-professionnels": ("Conseils professionnels", (
        "Lisa est un personnage inventé : elle ne répond pas.",
        ("Sur un vrai site, un conseil en évolution professionnelle aide gratuitement à faire le point et à "
         "préparer un projet."),
    )),
    "/conditions-generales": ("Conditions générales d’utilisation", (
        "Ces conditions sont celles d’un simulateur de développement, pas celles d’un service de l’État.",
        "N’utilisez que des personnes de test ; ne saisissez ni vrai numéro, ni vrai mot de passe, ni vraies coordonnées.",
        "Le simulateur est fourni sans garantie ; les comptes qui y sont créés ne donnent aucun droit.",
    )),
    "/donnees-personnelles": ("Politique de protection des données personnelles", (
        "Ce que vous saisissez reste sur l’ordinateur où tourne le simulateur ; même les messages n’en sortent pas.",
        "Comptes et messages sont effacés à l’arrêt du simulateur, sauf si la personne qui l’a lancé a demandé de les garder.",
        "Pour tout effacer, arrêtez le simulateur ou demandez une remise à zéro dans sa console.",
        "Quand vous fermez votre compte, il est effacé tout de suite, avec ses liens à FranceConnect.",
        ("Une inscription qui n’a pas été validée est effacée après 30 jours, un brouillon après 30 minutes, un "
         "essai de connexion après un jour."),
        ("Le numéro de sécurité sociale n’est accepté que s’il est celui d’une personne de test ; il n’est écrit ni "
         "dans un message, ni dans un journal."),
    )),
    "/accessibilite": ("Accessibilité", (
        "Ce simulateur vise le niveau AA des règles WCAG 2.2. Il n’a pas été audité par un tiers.",
        ("Un programme de contrôle lit les pages en français et en anglais et le clavier seul suffit pour "
         "s’inscrire et se connecter ; rien ne demande JavaScript."),
        "Les lecteurs d’écran n’ont pas été essayés par des personnes qui s’en servent tous les jours.",
        ("Si quelque chose vous arrête, dites-le à la personne qui a lancé ce simulateur ou à celles qui le "
         "développent."),
    )),
    "/mentions-legales": ("Mentions légales", (
        ("Ce site est un simulateur pour développeurs. Il n’a aucun lien avec l’État, la Caisse des Dépôts, "
         "FranceConnect ou les fournisseurs d’identité dont il imite le rôle."),
        ("Il est publié, sur un ordinateur local, par la personne qui l’a lancé. Textes et dessins sont les nôtres "
         "; aucun logo officiel n’est repris."),
        ("Codes postaux et communes : INSEE (Code officiel géographique) et La Poste, réunis par Etalab dans "
         "@etalab/decoupage-administratif 6.0.0, sous Licence Ouverte 2.0 ; réduits ici au code postal, au code "
         "INSEE et au nom."),
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
