"""Refusals after the civil registry was asked who somebody is (contract §5.6, §7.1 Y01)."""

from __future__ import annotations

from broker.errors.base import ABORTED, TECHNICAL, Refusal

__all__ = [
    "Deceased", "OneEchoTooFar", "OnlyNameInUse", "RegistryFailed", "RegistryLate", "RegistryRejects", "RegistryUnusable",
    "SeveralEchoes", "UnknownToRegistry",
]

_IDENTITY = "Vos données d’identité ne permettent pas de terminer la connexion. Contactez-nous pour les faire corriger."
_TECHNICAL = "La vérification de votre identité n’a pas pu aboutir pour une raison technique. Réessayez dans quelques minutes."


class _Refused(Refusal):
    """What the person can do something about: the relying party learns that she was not let through."""

    status = 403
    error = "access_denied"
    description = ABORTED
    sentence = _IDENTITY


class OneEchoTooFar(_Refused):
    """The civil registry knows one person who resembles this identity, but not enough."""

    code = "Y010004"
    support = "Date, sex or place differs from the registry's, or two slips of the pen were made; the journal says which."


class SeveralEchoes(_Refused):
    """The civil registry knows several people to whom this identity could belong."""

    code = "Y010006"
    support = "See lookalikes of the persona, or two people who differ by one fact only."


class OnlyNameInUse(_Refused):
    """The civil registry knows this person by the name in use only."""

    code = "Y010007"
    support = "family_name must be the birth name; the name in use belongs into preferred_username."


class UnknownToRegistry(_Refused):
    """The civil registry knows nobody of this identity."""

    code = "Y010008"
    sentence = (
        "Nous ne vous avons pas trouvé au registre d’état civil. Vérifiez l’identité que donne ce compte, "
        "ou choisissez-en un autre."
    )
    support = "Use the facts of a persona, or create the person: PUT /api/personas/{login}."


class RegistryRejects(_Refused):
    """The civil registry rejected the request."""

    code = "Y010009"
    sentence = _TECHNICAL
    support = "The request lacks a fact or has one of another form; or the rejection was ordered (scenario FED-12, persona)."


class Deceased(_Refused):
    """The civil registry says that the person has died."""

    code = "Y010015"
    sentence = "Les identifiants utilisés ne permettent plus de se connecter."
    support = 'The persona has registry.status = "deceased". The words for the person stay soft on purpose.'


class RegistryLate(Refusal):
    """The civil registry did not answer within the deadline, or too many questions were waiting for it."""

    code = "Y010011"
    status = 504
    error = "temporarily_unavailable"
    description = TECHNICAL
    sentence = _TECHNICAL
    support = "The deadline is six seconds (registry_deadline of the platform). Look at the registry's /readyz."


class RegistryFailed(Refusal):
    """The civil registry could not be reached, or answered with an HTTP error."""

    code = "Y010012"
    status = 504
    error = "temporarily_unavailable"
    description = TECHNICAL
    sentence = _TECHNICAL
    support = "Is the registry running? Its address is that of the application 'registry' in the address book."


class RegistryUnusable(Refusal):
    """The civil registry answered something that cannot be used."""

    code = "Y010013"
    description = TECHNICAL
    sentence = _TECHNICAL
    support = "See the journal: what came instead of an answer, or which fact of it is unusable."
