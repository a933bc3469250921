"""The traps of the library on the relying party's side: what it would do, and what the role does instead.

Each first shows the trap in the library as installed, so that a later release that closes it is noticed.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from doublure.oidc.claim_refusals import AudienceForeign, Expired
from doublure.oidc.keys import KeyRing
from doublure.oidc.relying_party import IdTokenRefused, IssuerMismatch, ProviderSaysNo, StateMissing
from doublure.oidc.token_refusals import TokenMissing
from doublure.oidc.tokens import sign, verify_id_token
from tests.oidc.core.forging import CLIENT, ISSUER, NONCE, NOW, id_claims
from tests.oidc.core.loopback import Loopback
from tests.oidc.core.upstream import Upstream


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


def library_accepts(**changed: object) -> bool:
    """What Authlib's claims say with their default options, as its own clients use them."""
    params = {"client_id": CLIENT, "nonce": NONCE}
    token = CodeIDToken(id_claims(**changed), {"alg": "ES256"}, {"iss": {"values": [ISSUER]}}, params)
    try:
        token.validate(now=NOW, leeway=0)
    except JoseError:
        return False
    return True


def role_believes(ring: KeyRing, trusted: frozenset[str] = frozenset(), **changed: object) -> bool:
    signer = ring.signer("ES256")
    token = sign({"alg": "ES256", "kid": signer.kid}, id_claims(**changed), signer)
    return bool(verify_id_token(token, keys=ring.verifying(), alg="ES256", issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW,
                                trusted_audiences=trusted))


class TestTrap4:
    """The library's client reads `error` before `state`, accepts no ID token, allows 120 s, ignores `iss`."""

    def test_an_error_without_our_state_is_not_believed(self, upstream: Upstream) -> None:
        party = upstream.party()
        departure = party.leave(scope="openid")
        with pytest.raises(StateMissing):
            party.come_back(departure.memory, upstream.answer(departure, state=..., error="access_denied"))
        with pytest.raises(ProviderSaysNo):
            party.come_back(departure.memory, upstream.answer(departure, error="access_denied"))

    def test_an_answer_without_id_token_is_no_login(self, upstream: Upstream) -> None:
        upstream.token_response = {"id_token": ...}
        with pytest.raises(IdTokenRefused) as refused:
            upstream.login(upstream.party())
        assert isinstance(refused.value.cause, TokenMissing)

    def test_not_one_second_of_skew_is_allowed(self, upstream: Upstream) -> None:
        upstream.id_claims = {"exp": NOW}
        with pytest.raises(IdTokenRefused) as refused:
            upstream.login(upstream.party())
        assert isinstance(refused.value.cause, Expired)
        assert upstream.login(upstream.party(leeway=1)).claims["exp"] == NOW

    def test_the_iss_of_an_answer_is_compared(self, upstream: Upstream) -> None:
        party = upstream.party()
        departure = party.leave(scope="openid")
        with pytest.raises(IssuerMismatch):
            party.come_back(departure.memory, upstream.answer(departure, iss="http://localhost:9"))


class TestTrap5:
    """With default options the library takes somebody else's token when azp is us, and wants azp where nobody must send it."""

    def test_a_token_for_somebody_else_is_refused_though_azp_is_us(self, ring: KeyRing) -> None:
        assert library_accepts(aud="somebody-else", azp=CLIENT)
        with pytest.raises(AudienceForeign):
            role_believes(ring, aud="somebody-else", azp=CLIENT)

    def test_a_trusted_further_audience_without_azp_is_accepted(self, ring: KeyRing) -> None:
        assert not library_accepts(aud=["partner", CLIENT])
        assert role_believes(ring, frozenset({"partner"}), aud=["partner", CLIENT])

    def test_a_further_audience_that_nobody_trusts_is_refused_with_azp_too(self, ring: KeyRing) -> None:
        assert library_accepts(aud=["stranger", CLIENT], azp=CLIENT)
        with pytest.raises(AudienceForeign):
            role_believes(ring, aud=["stranger", CLIENT], azp=CLIENT)


class TestTrap7:
    """`authlib.jose` is deprecated: nothing here may load it, and nothing may warn."""

    def test_the_deprecated_module_is_never_loaded(self) -> None:
        program = """
import importlib, pkgutil, sys
import doublure.oidc
for module in pkgutil.walk_packages(doublure.oidc.__path__, "doublure.oidc."):
    importlib.import_module(module.name)
loaded = [name for name in sys.modules if name.startswith("authlib.jose") or name.split(".")[0] in {"flask", "requests", "httpx"}]
assert not loaded, loaded
"""
        done = subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
