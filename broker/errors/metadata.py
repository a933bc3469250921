"""Refusals of a registration that cannot be served (contract §1.2 row 3, §1.5, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AlgorithmUnsupported", "EncryptionKeyMissing", "PartyKeysMalformed", "PartyKeysUnavailable", "SectorAmbiguous",
    "SectorMalformed", "SectorUnreachable",
]

_SENTENCE = "Le service qui vous envoie est mal enregistré. Revenez sur son site et réessayez plus tard."


class SectorUnreachable(Refusal):
    """The client's sector_identifier_uri does not answer 200."""

    code = "Y04A8220"
    error = "invalid_client_metadata"
    description = "could not load sector_identifier_uri response"
    sentence = _SENTENCE
    support = "Serve a JSON array of the redirect URIs at sector_identifier_uri, or register redirect URIs of one host only."
    way_back = False


class SectorMalformed(Refusal):
    """The document at sector_identifier_uri is not a JSON array that lists the redirect URIs."""

    code = "Y049E35D"
    error = "invalid_client_metadata"
    description = "sector_identifier_uri must return single JSON array"
    sentence = _SENTENCE
    support = "The document must be a JSON array of strings that contains every registered redirect URI (Core 8.1)."
    way_back = False


class SectorAmbiguous(Refusal):
    """The client's redirect URIs have several hosts and it has no sector_identifier_uri."""

    code = "Y047AC5A"
    error = "invalid_client_metadata"
    description = "sector_identifier_uri is required when redirect_uris hosts differ"
    sentence = _SENTENCE
    support = "Register a sector_identifier_uri, or redirect URIs of one host only; loopback hosts do not count."
    way_back = False


class AlgorithmUnsupported(Refusal):
    """The client is registered with an algorithm that this platform does not speak."""

    code = "Y043310B"
    error = "invalid_client_metadata"
    description = "client metadata names an unsupported algorithm"
    sentence = _SENTENCE
    support = "Register algorithms that the discovery document of this platform announces."
    way_back = False


class PartyKeysUnavailable(Refusal):
    """The keys of a client whose tokens are encrypted do not answer at its jwks_uri."""

    code = "Y044D511"
    error = "invalid_client_metadata"
    description = "client JSON Web Key Set failed to be refreshed"
    support = "Serve the public keys at jwks_uri with status 200 within six seconds; the hub asks again after a minute."
    way = Way.JSON


class PartyKeysMalformed(Refusal):
    """What answers at jwks_uri is no set of keys."""

    code = "Y0450142"
    error = "invalid_client_metadata"
    description = "client JSON Web Key Set is invalid"
    support = "Serve a JSON object with a list 'keys' (RFC 7517 5), 256 KiB at most."
    way = Way.JSON


class EncryptionKeyMissing(Refusal):
    """No published key of the client fits the registered encryption."""

    code = "Y046B607"
    error = "invalid_client_metadata"
    description = "no suitable encryption key found"
    support = "Publish a public key with use enc: EC (P-256) for ECDH-ES, RSA of 2048 bits or more for RSA-OAEP and RSA-OAEP-256."
    way = Way.JSON
