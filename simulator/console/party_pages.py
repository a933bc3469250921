"""Relying parties for a person: register by form, edit, remove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from broker.parties import RelyingParty
from doublure.exchange import Answer, Request
from simulator.console.call import Problem
from simulator.console.forms import Field, document_from, faults_of, shown
from simulator.console.frame import Frame, Page
from simulator.console.parties import Parties

__all__ = ["ClientPages"]

_ALGORITHMS = ("", "ES256", "RS256", "HS256")
_PLATFORMS = ("franceconnect", "franceconnect-plus", "openid")
_FIELDS = (
    Field("platform", "Plateforme", "choice", options=_PLATFORMS),
    Field("client_id", "Identifiant du client", help="Laissé vide, il est créé."),
    Field("client_name", "Nom montré aux personnes"),
    Field("redirect_uris", "Adresses de retour", "lines", help="Une par ligne, exactement comme elles seront envoyées.",
          required=True),
    Field("post_logout_redirect_uris", "Adresses de retour après déconnexion", "lines", help="Une par ligne."),
    Field("scope", "Scopes accordés", "words", help="Séparés par des espaces ; openid en fait partie.", required=True),
    Field("token_endpoint_auth_method", "Comment le client prouve qui il est", "choice",
          options=("", "client_secret_post", "client_secret_basic", "private_key_jwt", "none")),
    Field("id_token_signed_response_alg", "Signature du jeton d’identité", "choice", options=_ALGORITHMS),
    Field("userinfo_signed_response_alg", "Signature des informations", "choice", options=_ALGORITHMS),
    Field("jwks_uri", "Adresse des clés publiques"),
    Field("autopilot", "Pilote automatique", help="personne@fournisseur : aucun écran, par exemple bruno@impots."),
    Field("active", "Actif", "check"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPages:
    """The relying parties."""

    frame: Frame
    clients: Parties[RelyingParty]

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/clients", self.all, ("GET",)
        yield "/clients/new", self.blank, ("GET",)
        yield "/clients", self.frame.form(self.add), ("POST",)
        yield "/clients/<platform>/<path:client_id>", self.edit, ("GET",)
        yield "/clients/<platform>/<path:client_id>", self.frame.form(self.change), ("POST",)

    def all(self, request: Request) -> Answer:
        """Every relying party."""
        clients = [client | {"path": _path(client)} for client in self.clients.all()]
        return self.frame.page(request, "clients.html", "/clients", clients=clients)

    def blank(self, request: Request) -> Answer:
        """The form of a new one."""
        suggested = {"platform": _PLATFORMS[0], "scope": "openid identite_pivot email", "active": True,
                     "redirect_uris": ["http://localhost:3000/callback"]}
        return self._form(request, shown(_FIELDS, suggested), action="/clients", faults=[], status=200)

    def add(self, request: Request) -> Answer:
        """Register one; its secret is shown on the answer, and never again."""
        try:
            party = self.clients.add(document_from(_FIELDS, request.form))
        except Problem as problem:
            return self._again(request, problem, "/clients")
        return self.frame.page(request, "registered.html", "/clients", client=party.document(), path=_path(party.document()))

    def edit(self, request: Request, platform: str, client_id: str) -> Answer:
        """The form of one."""
        try:
            party = self.clients.find(client_id, platform)
        except Problem:
            return self.frame.absent(request)
        document = party.document()
        return self._form(request, shown(_FIELDS, document), action=_path(document), faults=[], status=200, old=True)

    def change(self, request: Request, platform: str, client_id: str) -> Answer:
        """Other metadata, or nothing any more."""
        try:
            party = self.clients.find(client_id, platform)
            if request.form.get("action") == "remove":
                self.clients.remove(client_id, platform)
            else:
                self.clients.replace(client_id, platform, document_from(_FIELDS, request.form, party.document()))
        except Problem as problem:
            if problem.status == 404:
                return self.frame.absent(request)
            return self._again(request, problem, f"/clients/{quote(platform)}/{quote(client_id)}", old=True)
        return self.frame.done("/clients")

    def _again(self, request: Request, problem: Problem, action: str, *, old: bool = False) -> Answer:
        typed = {field.name: request.form.get(field.name) or "" for field in _FIELDS}
        return self._form(request, typed, action=action, faults=faults_of(problem), status=problem.status, old=old)

    def _form(self, request: Request, values: dict[str, Any], *, action: str, faults: list[dict[str, str]], status: int,
              old: bool = False) -> Answer:
        return self.frame.page(request, "client.html", "/clients", status=status, fields=_FIELDS, values=values, action=action,
                               faults=faults, old=old, fixed=("client_id",) if old else ())


def _path(client: dict[str, Any]) -> str:
    return f"/clients/{quote(client['platform'])}/{quote(client['client_id'], safe='')}"
