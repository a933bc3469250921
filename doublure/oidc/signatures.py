"""JSON Web Signatures in compact form: making one, and believing one (RFC 7515, RFC 8725).

The algorithm is pinned by whoever verifies, the kind of key by the algorithm; nothing in a header chooses either. Keys come
parsed, so neither direction ever reads one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import InvalidHeaderValueError, JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.util import urlsafe_b64decode

from doublure.journal import masked
from doublure.oidc.public_keys import KeySource
from doublure.oidc.secret_key import HmacKey
from doublure.oidc.signer import Signer
from doublure.oidc.strict_json import JsonRefused, json_object
from doublure.oidc.token_refusals import AlgorithmRefused, Encrypted, HeaderRefused, KeyUnknown, Malformed, SignatureWrong, quoted
from doublure.oidc.vocabulary import SigningAlgorithm

__all__ = ["MAX_TOKEN", "read_unverified", "sign", "verify_jws"]

#: Longest compact token that is read at all, in characters.
MAX_TOKEN = 131_072
#: Signatures tried when a header names no key: an RSA signature costs 30 µs to verify, and a set may hold fifty.
_MAX_TRIES = 8


class _Registry(jws.JWSRegistry):
    """The library's limits, with room for a header that carries a certificate chain."""

    max_header_length = 16_384
    max_payload_length = MAX_TOKEN

    def get_alg(self, name: str) -> JWSAlgModel:
        """The library warns of the name EdDSA, which RFC 9864 replaces: it is the one that relying parties still register."""
        return self.algorithms[name] if name == "EdDSA" and self.allowed == [name] else super().get_alg(name)


# Unknown header parameters are ignored (RFC 7515 §4); those that may not be are in `crit`, which is refused below.
_REGISTRIES: Mapping[str, _Registry] = {
    alg.value: _Registry(algorithms=[alg.value], strict_check_header=False) for alg in SigningAlgorithm
}


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], key: Signer | HmacKey) -> str:
    """*claims* as a compact JWS (RFC 7515 §7.1) with exactly *header*, whose `alg` must be the key's, else `ValueError`."""
    if header.get("alg") != key.alg:
        raise ValueError(f"a key of {key.alg} does not sign {quoted(header.get('alg'))}")
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(dict(header), payload, key.key, registry=_REGISTRIES[key.alg])


def read_unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as they stand, for a diagnosis or for finding out whose key to use. Believe nothing of it.

    Raises `Malformed` for what is no compact JWS with a JSON object inside.
    """
    if len(token) > MAX_TOKEN or not token.isascii():
        raise Malformed(masked(token), f"at most {MAX_TOKEN} ASCII characters")
    parts = token.split(".")
    if len(parts) == 5:
        raise Encrypted("an encrypted token", "a signed one: no encryption is registered")
    if len(parts) != 3:
        raise Malformed(f"{len(parts)} parts", "three parts separated by dots")
    return _object(parts[0], "header"), _object(parts[1], "payload")


def verify_jws(token: str, *, keys: KeySource, algorithms: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token signed with one of *algorithms* by one of *keys*. Raises a `TokenRefused`."""
    header, claims = read_unverified(token)
    alg, kid = header.get("alg"), header.get("kid")
    # Before the header's other members: nothing of them matters when the algorithm is not the registered one.
    if not isinstance(alg, str) or alg not in algorithms or alg not in _REGISTRIES:
        raise AlgorithmRefused(f"alg {quoted(alg, 20)}", " or ".join(algorithms))
    for name in ("crit", "b64"):
        if name in header:
            raise HeaderRefused(f"the header parameter {name}", "none that must be understood")
    if kid is not None and not isinstance(kid, str):
        raise HeaderRefused(f"kid {quoted(kid, 40)}", "text")
    candidates = keys.find(kid, alg)[:_MAX_TRIES]
    if not candidates:
        raise KeyUnknown(f"kid {quoted(kid, 80)}", f"a published key for {alg}")
    for candidate in candidates:
        try:
            jws.deserialize_compact(token, candidate.key, registry=_REGISTRIES[alg])
        except InvalidHeaderValueError as fault:
            raise HeaderRefused("a header parameter of the wrong type", "the types of RFC 7515 §4.1") from fault
        except (JoseError, ValueError):
            continue
        return header, claims
    raise SignatureWrong(f"kid {quoted(kid, 80)}", "a signature by a published key")


def _object(part: str, what: str) -> dict[str, Any]:
    try:
        return json_object(urlsafe_b64decode(part.encode("ascii")))
    except JsonRefused as refused:
        raise Malformed(f"a {what} that is {refused}", "base64url of a JSON object") from None
    except ValueError:
        raise Malformed(f"a {what} that is not base64url", "base64url of a JSON object") from None
