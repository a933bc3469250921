"""The letters of moncompteformation: to the known address, in two forms, without number or password."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.exchange import Request
from doublure.mail import Letter, Outbox
from doublure.web.pages import Pages

__all__ = ["Letters"]

#: A reserved domain: nobody can take it for the real sender, nobody can answer.
_SENDER = "moncompteformation@example.org"

_SUBJECTS = {
    "confirm_code": "Votre inscription est enregistrée : le code qui la valide",
    "confirm": "Votre inscription est enregistrée : confirmez votre adresse",
    "already": "Vous avez déjà un compte",
    "address_taken": "Une inscription avec votre adresse e-mail",
    "reset": "Votre nouveau mot de passe",
    "locked": "Votre compte est bloqué après plusieurs essais",
    "password_changed": "Votre mot de passe a changé",
    "new_address": "Confirmez votre nouvelle adresse e-mail",
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters in the language of a request and drops them into the outbox. *origin* begins every link."""

    pages: Pages
    outbox: Outbox
    origin: str
    slug: str

    def send(self, kind: str, to: str, request: Request, path: str = "/", *, code: str = "") -> None:
        """Send the letter *kind*, with a link to *path*, or with a *code* to type in place of it."""
        link = f"{self.origin}{path}"
        forms = {
            form: self.pages.fragment(f"letter.{form}", request.language, kind=kind, link=link, code=code).strip()
            for form in ("txt", "html")
        }
        self.outbox.send(Letter(
            to=to, subject=self.pages.translate(_SUBJECTS[kind], request.language), text=forms["txt"], html=forms["html"],
            sender=_SENDER, application=self.slug,
        ))
