"""Refusals of a registration that cannot be served (contract §1.2 row 3, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = ["SectorAmbiguous", "SectorMalformed", "SectorUnreachable"]

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
