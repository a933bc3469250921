"""For which sector a `sub` is made: a relying party's own, its host's, or everybody's (Core §8, §8.1)."""

from __future__ import annotations

from urllib.parse import urlsplit

from broker.errors.interaction import SomebodyElse
from broker.parties import RelyingParty
from broker.pivot import PivotIdentity
from broker.platforms import Platform
from broker.subject import subject_for
from doublure.oidc.provider.table import Finding

__all__ = ["demanded_sub", "sub_of"]

#: The sector of everybody who is registered with subject_type public.
EVERYBODY = "public"


def sub_of(platform: Platform, party: RelyingParty, identity: PivotIdentity) -> str:
    """The `sub` of a person for *party*: pairwise for its sector, or the same for everybody."""
    return subject_for(_sector(platform, party), identity, platform.subject_key.reveal())


def demanded_sub(platform: Platform, party: RelyingParty, identity: PivotIdentity, among: tuple[str, ...] | None) -> str:
    """The same. Raises `SomebodyElse` when a hint or a claim demands one *among* others (Core §3.1.2.1, §5.5.1)."""
    sub = sub_of(platform, party, identity)
    if among is not None and sub not in among:
        raise SomebodyElse(Finding(received="the sub of another person", expected="that of the hint or of claims"))
    return sub


def _sector(platform: Platform, party: RelyingParty) -> str:
    if party.subject_type == "public":
        return EVERYBODY
    if platform.sector == "host":
        # Core §8.1: the host of sector_identifier_uri, else the one host of the redirect URIs.
        return urlsplit(party.sector_identifier_uri or party.redirect_uris[0]).hostname or ""
    return party.sector
