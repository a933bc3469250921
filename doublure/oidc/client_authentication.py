"""How a relying party proves itself at a token endpoint: its secret, a signature of its own, or nothing but PKCE (Core §9)."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus

from doublure.oidc.registration import Registration
from doublure.oidc.secret_key import HmacKey, secret_key
from doublure.oidc.signatures import sign
from doublure.oidc.signer import Signer
from doublure.oidc.vocabulary import AuthMethod

__all__ = ["LIFE_S", "authentication"]

#: Seconds a client assertion is good for: long enough for two clocks that disagree, short enough to be worth nothing later.
LIFE_S = 60
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def authentication(party: Registration) -> tuple[dict[str, str], dict[str, str]]:
    """The form fields and the headers that authenticate *party*; one pair for one call."""
    match party.auth_method:
        case AuthMethod.BASIC:
            return {}, {"Authorization": _basic(party.client_id, party.client_secret)}
        case AuthMethod.POST:
            return {"client_id": party.client_id, "client_secret": party.client_secret}, {}
        case AuthMethod.SECRET_JWT:
            return _asserted(party, secret_key(party.client_secret)), {}
        case AuthMethod.PRIVATE_KEY_JWT if party.signer is not None:
            return _asserted(party, party.signer), {}
        case _:
            return {"client_id": party.client_id}, {}


def _basic(client_id: str, secret: str) -> str:
    # Each part is form-encoded first (RFC 6749 §2.3.1); Authlib's helper leaves that out, and cannot write beyond Latin-1.
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _asserted(party: Registration, key: Signer | HmacKey) -> dict[str, str]:
    """RFC 7523 §2.2, §3. The audience is the issuer alone: an assertion for an address that a provider merely *says* is its
    token endpoint could be carried to whoever really lives there (Audience Injection).
    """
    now = party.clock.now()
    claims = {"iss": party.client_id, "sub": party.client_id, "aud": party.issuer, "iat": now, "exp": now + LIFE_S,
              "jti": party.randomness.token(32)}
    header = {"alg": key.alg} | ({"kid": key.kid} if isinstance(key, Signer) else {})
    return {"client_id": party.client_id, "client_assertion_type": _ASSERTION, "client_assertion": sign(header, claims, key)}
