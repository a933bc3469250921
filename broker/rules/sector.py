"""Rules of /authorize about the sector of the pairwise sub (contract §1.2 row 3, §7.2; Core §8.1)."""

from __future__ import annotations

from urllib.parse import urlsplit

from broker.party_documents import SectorUnavailable
from broker.rules.asking import LOOPBACK
from broker.rules.question import Asking
from doublure.oidc.provider.table import Finding

__all__ = ["sector_answers", "sector_is_determined", "sector_lists_the_redirect_uris"]


def sector_is_determined(asking: Asking) -> Finding | None:
    """Core §8.1: redirect URIs of several hosts need a sector_identifier_uri. Hosts of this computer do not count."""
    party = asking.registered()
    if party.subject_type == "public":
        return None
    hosts = {urlsplit(uri).hostname or "" for uri in party.redirect_uris} - LOOPBACK
    if party.sector_identifier_uri is None and len(hosts) > 1:
        return Finding(f"{len(hosts)} hosts in redirect_uris", "sector_identifier_uri, or one host")
    return None


def sector_answers(asking: Asking) -> Finding | None:
    """§1.2 row 3: the address answers 200."""
    uri = asking.registered().sector_identifier_uri
    if uri is None:
        return None
    try:
        asking.documents.sector(uri)
    except SectorUnavailable as fault:
        return Finding(str(fault), "status 200 at sector_identifier_uri")
    return None


def sector_lists_the_redirect_uris(asking: Asking) -> Finding | None:
    """Core §8.1: the document is a JSON array that contains every registered redirect URI."""
    party = asking.registered()
    if party.sector_identifier_uri is None:
        return None
    listed = asking.documents.sector(party.sector_identifier_uri)
    if listed is None or not set(party.redirect_uris) <= set(listed):
        return Finding("no list of the redirect URIs", "a JSON array with every redirect URI")
    return None
