"""Refusals told to a data provider at /checktoken (contract §10, §7.3)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AnswerUnsigned", "AskerKeyMissing", "AskerKeyUnreadable", "AskerKeysMalformed", "AskerKeysSeveral", "AskerKeysUnavailable",
    "AskerSecretWrong", "AskerUnknown", "QuestionMalformed",
]


class QuestionMalformed(Refusal):
    """The question of a data provider is not exactly token, client_id and client_secret."""

    code = "Y100013"
    error = "invalid_request"
    description = "Required parameter missing or invalid."
    support = "Send exactly token, client_id and client_secret in a form."
    way = Way.JSON


class AskerUnknown(Refusal):
    """The client_id is no data provider of this platform, or an inactive one."""

    code = "Y330001"
    status = 401
    error = "invalid_client"
    description = "Client authentication failed."
    support = "Register the data provider in config/broker/data_providers, on this platform."
    way = Way.JSON


class AskerSecretWrong(Refusal):
    """The secret of the data provider is not the one registered."""

    code = "Y330002"
    status = 401
    error = "invalid_client"
    description = "Client authentication failed."
    support = "Compare the secret with the registration of the data provider."
    way = Way.JSON


class AskerKeyMissing(Refusal):
    """No published key of the data provider fits the registered encryption."""

    code = "Y440001"
    status = 500
    description = "no key of the data provider fits its checktoken_encrypted_response_alg"
    support = "Publish a public key with use enc: EC (P-256) for ECDH-ES, RSA of 2048 bits or more otherwise."
    way = Way.JSON


class AskerKeyUnreadable(Refusal):
    """The data provider published a key to encrypt for that cannot be read or is too weak, and none beside it that fits."""

    code = "Y440004"
    status = 500
    description = "the key of the data provider cannot be imported"
    support = "Publish a public key, without private members: a point on P-256, P-384 or P-521, or RSA of 2048 bits or more."
    way = Way.JSON


class AnswerUnsigned(Refusal):
    """The hub does not sign with the algorithm that the data provider registered."""

    code = "Y440008"
    status = 500
    description = "the introspection cannot be signed with the checktoken_signed_response_alg of the data provider"
    support = "Register an algorithm of id_token_signing_alg_values_supported: FranceConnect+ signs with ES256 alone."
    way = Way.JSON


class AskerKeysSeveral(Refusal):
    """The data provider published several keys to encrypt for that fit equally well."""

    code = "Y440009"
    status = 500
    description = "several keys of the data provider fit its checktoken_encrypted_response_alg"
    support = "Publish one key with use enc of the kind registered; tell two kinds apart by alg."
    way = Way.JSON


class AskerKeysUnavailable(Refusal):
    """The keys of the data provider do not answer at its jwks_uri."""

    code = "Y440010"
    status = 500
    description = "the keys of the data provider cannot be fetched"
    support = "Serve the public keys at jwks_uri with status 200 within six seconds."
    way = Way.JSON


class AskerKeysMalformed(Refusal):
    """What answers at the jwks_uri of the data provider is no set of keys."""

    code = "Y440011"
    status = 500
    description = "the keys of the data provider are no set of keys"
    support = "Serve a JSON object with a list 'keys' (RFC 7517 5), 256 KiB at most."
    way = Way.JSON
