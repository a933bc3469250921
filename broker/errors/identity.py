"""Refusals that concern the person and her level (contract §4, §5.5, §7.1 Y10, Y18)."""

from __future__ import annotations

from broker.errors.base import ABORTED, Refusal

__all__ = ["AccountDisabled", "ConsentMissing", "LevelNotAllowed", "LevelTooLow", "NoAddressToNotify", "ProviderGone"]


class LevelTooLow(Refusal):
    """The provider answered below the level it was asked for."""

    code = "Y100001"
    status = 500
    error = "server_error"
    sentence = "Le compte choisi n’offre pas un niveau de garantie suffisant pour ce service."
    support = "The acr of the provider's ID token must be at least the one requested."


class LevelNotAllowed(Refusal):
    """The provider answered with a level that its registration does not allow."""

    code = "Y100018"
    error = "invalid_request"
    description = "idp returned a not allowed acr value"
    sentence = "Le compte choisi a annoncé un niveau de garantie qu’il ne peut pas donner."
    support = "Add the level to allowedAcr of the identity provider, or make the provider answer one of them."


class ProviderGone(Refusal):
    """The provider of a journey is no longer registered."""

    code = "Y100010"
    support = "The identity provider was removed while a person was there."


class AccountDisabled(Refusal):
    """The person's account at the hub is disabled."""

    code = "Y180001"
    status = 403
    error = "access_denied"
    description = ABORTED
    sentence = "Votre accès a été désactivé à votre demande. Contactez-nous pour le rétablir."
    support = 'The persona has account = "disabled".'


class ConsentMissing(Refusal):
    """A private service needs the person's agreement, and the form came without it."""

    code = "P100001"
    error = "access_denied"
    description = ABORTED
    sentence = "Cochez la case pour accepter la transmission de vos données, puis continuez."
    support = "type = private with identityConsent = true requires the checkbox (field accept_data)."


class NoAddressToNotify(Refusal):
    """An unusual connection must be notified, and the identity has no e-mail address."""

    code = "Y270001"
    status = 500
    sentence = "Les informations sur votre identité sont incomplètes et ne permettent pas de vous connecter à votre service."
    support = "The provider must give the claim email; without it the return is refused already (Y600006)."
