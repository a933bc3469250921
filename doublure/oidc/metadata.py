"""What an issuer says of itself (OpenID Connect Discovery 1.0 §3, §4), believed only about its own origin.

A document whose endpoints lie elsewhere can send our secret and a stranger's code to whoever wrote it (RFC 9700 §4.4): every
endpoint is of the issuer's origin or of one that a person named beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]  # Authlib ships no types

from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.origins import lawful_url, origin_of
from doublure.oidc.token_refusals import quoted
from doublure.oidc.wire import Wire, WireFailed

__all__ = ["JwksCache", "MetadataRefused", "ProviderMetadata", "fetch_metadata"]


class MetadataRefused(Exception):  # noqa: N818 - an outcome of discovery, named as the other refusals are
    """A discovery document that cannot be used. `rule` is stable, `received` and `expected` say the rest."""

    def __init__(self, rule: str, received: str, expected: str) -> None:
        super().__init__(f"{rule}: received {received}, expected {expected}")
        self.rule = rule
        self.received = received
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """The members the relying-party role uses (Discovery §3). Optional endpoints are `None` where not announced."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str | None = None
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    iss_parameter: bool = False
    token_endpoint_auth_methods: tuple[str, ...] = ("client_secret_basic",)

    @classmethod
    def of(cls, document: Mapping[str, Any], issuer: str, trusted_origins: Collection[str] = ()) -> ProviderMetadata:
        """The metadata in *document*. Raises `MetadataRefused`, above all when it speaks of another issuer (§4.3)."""
        if document.get("issuer") != issuer:
            raise MetadataRefused("metadata_issuer_is_exact", quoted(document.get("issuer")), issuer)
        origins = {origin_of(issuer), *trusted_origins}

        def endpoint(name: str) -> str:
            found = optional(name)
            if found is None:
                raise MetadataRefused("metadata_is_complete", f"no {name}", f"a {name}")
            return found

        def optional(name: str) -> str | None:
            value = document.get(name)
            if value is None:
                return None
            if not isinstance(value, str) or not lawful_url(value) or origin_of(value) not in origins:
                here = " or ".join(sorted(origins))
                raise MetadataRefused("metadata_endpoints_are_the_issuer_s", f"{name} {quoted(value)}", f"an address at {here}")
            return value

        # Absent means client_secret_basic (§3), whatever a provider then accepts.
        methods = document.get("token_endpoint_auth_methods_supported")
        return cls(
            issuer=issuer,
            authorization_endpoint=endpoint("authorization_endpoint"),
            token_endpoint=endpoint("token_endpoint"),
            jwks_uri=optional("jwks_uri"),
            userinfo_endpoint=optional("userinfo_endpoint"),
            end_session_endpoint=optional("end_session_endpoint"),
            iss_parameter=document.get("authorization_response_iss_parameter_supported") is True,
            token_endpoint_auth_methods=tuple(map(str, methods)) if isinstance(methods, list) else ("client_secret_basic",),
        )


def fetch_metadata(wire: Wire, issuer: str, trusted_origins: Collection[str] = ()) -> ProviderMetadata:
    """The metadata of *issuer*. An issuer may end with a slash: joined with care, compared exactly (§4.1, §4.3).

    Raises `WireError` or `MetadataRefused`.
    """
    address: str = get_well_known_url(issuer, external=True)
    reply = wire.get(address, {"Accept": "application/json"})
    if reply.status != 200:
        raise WireFailed(f"status_{reply.status}", address)
    document = reply.json_object()
    if document is None:
        raise WireFailed("no_json", address)
    return ProviderMetadata.of(document, issuer, trusted_origins)
