"""Refusals that concern what the hub keeps of a person, and what the dashboard asks about it (contract §6.6, §6.7)."""

from __future__ import annotations

from broker.errors.base import ABORTED, Refusal, Way

__all__ = [
    "AccountClientRefused", "AccountQuestionInvalid", "AccountTokenUnknown", "CurrentProviderKept", "OneProviderAtLeast",
    "ProviderBlockedByUser", "ProviderUnknownToAll", "RecordsDown",
]


class ProviderBlockedByUser(Refusal):
    """The person has forbidden this provider in her preferences."""

    code = "Y100011"
    status = 403
    error = "access_denied"
    description = ABORTED
    sentence = (
        "Vous avez bloqué ce moyen de connexion dans votre tableau de bord. Pour l’utiliser, connectez-vous au tableau de bord "
        "avec un autre compte et autorisez-le de nouveau."
    )
    support = "The person blocks this provider, or providers to come: see /preferences of the dashboard (port 4411)."


class RecordsDown(Refusal):
    """The database of persons does not answer, so nobody knows whether the provider is blocked."""

    code = "P180001"
    status = 503
    error = "temporarily_unavailable"
    sentence = "Le service est momentanément indisponible. Réessayez dans quelques instants."
    support = "Start the database again, or look at DOUBLURE_RECORDS; GET /readyz says when it answers."


class AccountTokenUnknown(Refusal):
    """The account token is missing, unknown or over."""

    code = "P180002"
    status = 401
    error = "invalid_token"
    description = "unknown or expired account token"
    support = "POST /account/access with the access token of a login gives one; it ends after access_lifetime seconds."
    way = Way.JSON


class AccountClientRefused(Refusal):
    """Another client than the dashboard asked about a person's account."""

    code = "P180003"
    status = 403
    error = "insufficient_scope"
    description = "only the dashboard may ask about accounts"
    support = "config/broker/accounts.toml names the client that may."
    way = Way.JSON


class AccountQuestionInvalid(Refusal):
    """A parameter of the dashboard's question is missing, repeated or not of its form."""

    code = "P180004"
    error = "invalid_request"
    description = "a parameter is missing or not of its form"
    support = "page is a number from 1; allowed lists uids between spaces; allow_future is true or false; each is given once."
    way = Way.JSON


class ProviderUnknownToAll(Refusal):
    """A preference names an identity provider that is not registered."""

    code = "P180005"
    error = "invalid_request"
    description = "unknown identity provider"
    support = "GET /account/preferences lists the uids that may be named."
    way = Way.JSON


class CurrentProviderKept(Refusal):
    """The provider of the present login cannot be blocked: it is how the person got here."""

    code = "P180006"
    status = 409
    error = "conflict"
    description = "the identity provider of the present login cannot be blocked"
    support = "Log in at the dashboard with another account, then block this one."
    way = Way.JSON


class OneProviderAtLeast(Refusal):
    """Somebody who blocks every provider could never log in again."""

    code = "P180007"
    status = 409
    error = "conflict"
    description = "one identity provider must stay allowed"
    support = "Name one uid at least in allowed."
    way = Way.JSON
