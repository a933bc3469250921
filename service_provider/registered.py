"""How an application of this house is registered at the hub: what every settings file of the house says of that."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from doublure.oidc.encryption import Encryption
from doublure.settings import Secret, Settings

__all__ = ["Registered"]


def _none_for_empty(value: object) -> object:
    """`""` in a file stands for null, which TOML lacks."""
    return None if value == "" else value


_Signed = Annotated[Literal["ES256", "RS256", "HS256"] | None, BeforeValidator(_none_for_empty)]
_Encrypted = Annotated[Literal["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"] | None, BeforeValidator(_none_for_empty)]
_Content = Literal["A256GCM", "A128GCM", "A128CBC-HS256", "A256CBC-HS512"]


class Registered(Settings):
    """One registration. `{slug}` in an address is an application's origin; the hub's own file says the same, as in life.

    Where an `…_encrypted_response_alg` is set, the token is believed only if it comes encrypted so.
    """

    issuer: str
    client_id: str
    client_secret: Secret
    redirect_uri: str
    post_logout_redirect_uri: str
    scope: str
    acr_values: str
    token_endpoint_auth_method: Literal["client_secret_basic", "client_secret_post"] = "client_secret_post"
    id_token_signed_response_alg: Literal["ES256", "RS256", "HS256"] = "ES256"
    userinfo_signed_response_alg: _Signed = "ES256"
    id_token_encrypted_response_alg: _Encrypted = None
    id_token_encrypted_response_enc: _Content = "A256GCM"
    userinfo_encrypted_response_alg: _Encrypted = None
    userinfo_encrypted_response_enc: _Content = "A256GCM"
    pkce: bool = False

    @property
    def id_token_encryption(self) -> Encryption | None:
        """How the hub encrypts ID tokens."""
        return Encryption.registered(self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc)

    @property
    def userinfo_encryption(self) -> Encryption | None:
        """How it encrypts userinfo."""
        return Encryption.registered(self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc)
