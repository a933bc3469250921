"""Refusals between the hub and an identity provider (contract §5.1 to §5.4, §7.1 Y02, Y60)."""

from __future__ import annotations

from broker.errors.base import ABORTED, TECHNICAL, Refusal

__all__ = [
    "CodeMissing", "IdentityInvalid", "ProviderExcluded", "ProviderInactive", "ProviderUnknown", "StateMissing",
    "StateWrong", "SubMissing", "TokenCallFailed", "TokensMalformed", "UserinfoFailed",
]

_CONTACT = "Le moyen de connexion choisi a mal répondu. Réessayez, ou choisissez un autre compte."


class ProviderInactive(Refusal):
    """The chosen provider is switched off."""

    code = "Y020017"
    status = 500
    support = "Set active = true on the identity provider."


class ProviderUnknown(Refusal):
    """The chosen provider does not exist."""

    code = "Y020019"
    status = 500
    support = "providerUid must be the uid of a registered identity provider."


class ProviderExcluded(Refusal):
    """The chosen provider is not offered to this relying party."""

    code = "Y020023"
    status = 403
    error = "access_denied"
    support = "See idpFilterExclude and idpFilterList of the relying party."


class StateMissing(Refusal):
    """The provider answered without state."""

    code = "Y020021"
    error = "invalid_request"
    description = TECHNICAL
    sentence = _CONTACT
    support = "The provider must return state unchanged (RFC 6749 4.1.2)."


class StateWrong(Refusal):
    """The state is not the one of this browser's latest departure."""

    code = "Y020022"
    status = 403
    error = "invalid_request"
    description = "invalid state parameter"
    support = "Another tab may have begun another login; only the latest departure can return."


class CodeMissing(Refusal):
    """The provider answered without code and without error."""

    code = "Y020025"
    sentence = _CONTACT
    support = "The provider must send code or error (RFC 6749 4.1.2)."


class TokenCallFailed(Refusal):
    """The provider's token endpoint failed, or its ID token did not pass the checks."""

    code = "Y020026"
    status = 502
    sentence = _CONTACT
    support = "See the journal: which check of the ID token failed, or how the token endpoint answered."


class UserinfoFailed(Refusal):
    """The provider's userinfo endpoint failed, or its answer did not pass the checks."""

    code = "Y020027"
    status = 502
    sentence = _CONTACT
    support = "See the journal: how the userinfo endpoint answered, or which check failed."


class SubMissing(Refusal):
    """The userinfo has no usable sub."""

    code = "Y020029"
    status = 500
    sentence = _CONTACT
    support = "The provider must send sub (Core 5.3.2)."


class TokensMalformed(Refusal):
    """The provider's tokens lack something the hub needs, acr above all."""

    code = "Y020030"
    status = 500
    sentence = _CONTACT
    support = "The ID token must carry an alphanumeric acr; the access token must be non-empty ASCII."


class IdentityInvalid(Refusal):
    """The identity received breaks a rule of the identity contract."""

    code = "Y600006"
    sentence = "Les informations reçues de votre compte sont incomplètes ou illisibles. Choisissez un autre compte."
    support = "See the journal for the claim: the six facts and the e-mail are required, with INSEE codes and real dates."


class ProviderSaysNo(Refusal):
    """Never shown: a provider's error brings the person back to the choice page with a banner."""

    code = "P020001"
    error = "access_denied"
    description = ABORTED
    support = "The provider answered with an error; the relying party is not called (contract 12.17)."
