"""The letters of the dashboard: about changed preferences, and about a report of misuse (contract §6.7)."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.mail import Letter, Outbox
from doublure.web.pages import Pages
from service_provider.dashboard.settings import SLUG
from service_provider.dashboard.told import Changes

__all__ = ["Letters"]

#: Reserved domains: nobody can take them for the real ones, nobody can answer.
_SENDER = "NE PAS RÉPONDRE <ne-pas-repondre@dashboard.example.org>"
_SUPPORT = "support@dashboard.example.org"

_SUBJECTS = {
    "changed": "Modification de vos accès dans FranceConnect",
    "reported": "Nous avons reçu votre signalement",
    "to_support": "Signalement d’une usurpation",
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters and drops them into the outbox. *origin* begins every link."""

    pages: Pages
    outbox: Outbox
    origin: str

    def changed(self, to: str, name: str, changes: Changes, language: str) -> None:
        """Tell the person which providers she lets in from now on, and which no more."""
        self._send("changed", to, language, name=name, changes=changes)

    def reported(self, to: str, name: str, number: str, connection: str, reason: str, services: tuple[str, ...],
                 language: str) -> None:
        """Confirm a report to whoever made it, and hand it to the support."""
        said = {"name": name, "number": number, "connection": connection, "reason": reason, "services": services}
        self._send("reported", to, language, **said)
        self._send("to_support", _SUPPORT, "fr", **said)

    def _send(self, kind: str, to: str, language: str, **said: object) -> None:
        forms = {form: self.pages.fragment(f"letter_{kind}.{form}", language, origin=self.origin, **said).strip()
                 for form in ("txt", "html")}
        subject = self.pages.translate(_SUBJECTS[kind], language)
        self.outbox.send(Letter(to=to, subject=subject, text=forms["txt"], html=forms["html"], sender=_SENDER, application=SLUG))
