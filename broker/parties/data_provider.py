"""A data provider as it is registered at the hub (contract §8.3)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from broker.parties.fields import Content, Given, KeyManagement, Registered, Words

__all__ = ["DataProvider"]


class DataProvider(Registered):
    """Somebody whom relying parties hand access tokens, and who asks the hub what they are good for.

    `slug` is its entry in `data_scopes.toml`, whose scopes it may learn of; `scope` narrows them.
    """

    platform: Literal["franceconnect", "franceconnect-plus"] = "franceconnect"
    uid: str = Field(min_length=1)
    title: str = Field(min_length=1)
    active: bool = True
    slug: str = Field(min_length=1)
    scope: Words = ()
    client_id: str = Field(min_length=1, max_length=128)
    client_secret: Given = Field(min_length=32, repr=False)
    jwks_uri: str | None = None
    jwks: dict[str, Any] | None = None
    checktoken_signed_response_alg: Literal["ES256", "RS256"] = "ES256"
    checktoken_encrypted_response_alg: KeyManagement = "ECDH-ES"
    checktoken_encrypted_response_enc: Content = "A256GCM"

    @model_validator(mode="after")
    def _keys(self) -> DataProvider:
        if self.jwks_uri is None and self.jwks is None:
            raise ValueError("checktoken_encrypted_response_alg needs jwks_uri or jwks")
        return self
