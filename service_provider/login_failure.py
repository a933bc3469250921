"""Why nobody came back from FranceConnect, or not to be believed, in words for the person."""

from __future__ import annotations

from doublure.oidc.relying_party import ComeBackRefused, ProviderSaysNo, TokenCallFailed, UserinfoCallFailed

__all__ = ["LoginFailed"]

#: What each error of the hub means for a person (contract §7.5), and the status of the page that says so.
_SENTENCES: dict[str, tuple[int, str]] = {
    "access_denied": (200, "Vous n’êtes pas connecté : la connexion avec FranceConnect a été abandonnée ou refusée."),
    "temporarily_unavailable": (503, "FranceConnect est momentanément indisponible. Réessayez dans quelques minutes."),
    "server_error": (502, "FranceConnect a rencontré un problème technique et n’a pas pu vous connecter."),
    "invalid_request": (502, "FranceConnect n’a pas accepté la demande de ce site."),
    "unsupported_response_type": (502, "FranceConnect n’a pas accepté la demande de ce site."),
    "unauthorized_client": (502, "Ce site n’est pas autorisé à utiliser FranceConnect."),
    "invalid_scope": (502, "FranceConnect ne donne pas à ce site les informations qu’il a demandées."),
    "invalid_acr": (502, "FranceConnect ne propose pas le niveau de garantie que ce site a demandé."),
    "invalid_idp_hint": (502, "Le fournisseur d’identité demandé n’est pas disponible."),
    "login_required": (200, "Vous n’êtes plus connecté à FranceConnect : recommencez pour vous identifier."),
    "interaction_required": (200, "FranceConnect a besoin de votre intervention : recommencez pour vous identifier."),
    "consent_required": (200, "FranceConnect a besoin de votre accord : recommencez pour le donner."),
}
_OTHER_ERROR = (502, "FranceConnect n’a pas pu vous connecter.")
_UNREACHABLE = "FranceConnect ne répond pas. Réessayez dans quelques minutes."
_NOT_BELIEVED = "La réponse de FranceConnect n’est pas valable : la connexion a été interrompue pour votre sécurité."


class LoginFailed(Exception):  # noqa: N818 - it names what happened
    """The status and French sentence of the page, and the hub's `error` if it is one that the hub names."""

    def __init__(self, status: int, sentence: str, error: str | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.error = error

    @classmethod
    def after(cls, refusal: ComeBackRefused) -> LoginFailed:
        """What to say of *refusal*."""
        match refusal:
            case ProviderSaysNo():
                status, sentence = _SENTENCES.get(refusal.error, _OTHER_ERROR)
                return cls(status, sentence, refusal.error if refusal.error in _SENTENCES else None)
            case TokenCallFailed() | UserinfoCallFailed():
                return cls.unreachable(502)
            case _:
                return cls.not_believed()

    @classmethod
    def unreachable(cls, status: int) -> LoginFailed:
        """FranceConnect does not answer."""
        return cls(status, _UNREACHABLE)

    @classmethod
    def not_believed(cls) -> LoginFailed:
        """Its answer failed a check."""
        return cls(400, _NOT_BELIEVED)
