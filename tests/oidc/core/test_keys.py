from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from doublure.oidc.key_file import KeyFileUnreadable
from doublure.oidc.keys import KeyRing, WeakSecret, load_or_create, secret_key
from doublure.oidc.public_keys import PRIVATE_MEMBERS
from doublure.oidc.tokens import read_unverified, sign, verify_hint, verify_id_token
from tests.oidc.core.forging import CLIENT, ISSUER, NONCE, NOW, id_claims, weak_rsa


def test_what_is_published_has_no_private_member(ring: KeyRing) -> None:
    published = ring.public()["keys"]
    assert not any(PRIVATE_MEMBERS & key.keys() for key in published)
    assert [(key["kty"], key["alg"], key["use"]) for key in published] == [("EC", "ES256", "sig"), ("RSA", "RS256", "sig")]
    assert len({key["kid"] for key in published}) == 2


def test_a_ring_survives_being_written_down(ring: KeyRing) -> None:
    again = KeyRing.from_private(json.loads(json.dumps(ring.private())))
    assert again.public() == ring.public()
    for alg in ring.algorithms():
        signer = again.signer(alg)
        token = sign({"alg": alg, "kid": signer.kid}, {"iss": ISSUER}, signer)
        assert verify_hint(token, keys=ring.verifying(), alg=alg, issuer=ISSUER) == {"iss": ISSUER}


def test_a_ring_has_no_key_for_an_algorithm_it_was_not_made_for() -> None:
    ring = KeyRing.generate(["ES256"])
    with pytest.raises(LookupError, match="RS256"):
        ring.signer("RS256")
    with pytest.raises(ValueError, match="none"):
        KeyRing.generate(["none"])


def test_a_rotation_announces_then_signs_then_retires(ring: KeyRing) -> None:
    old = ring.signer("ES256").kid
    announced = ring.announced("ES256")
    new = announced.public()["keys"][-1]["kid"]
    assert announced.signer("ES256").kid == old
    promoted = announced.promoted(new)
    assert promoted.signer("ES256").kid == new
    assert {old, new} <= {key["kid"] for key in promoted.public()["keys"]}
    assert old not in {key["kid"] for key in promoted.without(old).public()["keys"]}
    with pytest.raises(LookupError):
        ring.promoted("unknown")
    with pytest.raises(LookupError):
        ring.without("unknown")


def test_nothing_secret_shows_in_a_representation(ring: KeyRing) -> None:
    signer = ring.signer("ES256")
    assert signer.key.as_dict(private=True)["d"] not in repr(signer)
    assert "long-enough" not in repr(secret_key("a-secret-that-is-long-enough-for-hs256"))


@pytest.mark.parametrize("secret", ["", "secret", "x" * 31])
def test_a_secret_too_short_for_hs256_is_refused(secret: str) -> None:
    with pytest.raises(WeakSecret, match="at least 32 octets"):
        secret_key(secret)


@pytest.mark.parametrize("document", [
    [], {}, {"keys": {}}, {"keys": ["x"]}, {"keys": [{"kty": "EC", "alg": "ES256"}]},
    {"keys": [{"kty": "oct", "k": "AAAA", "alg": "HS256"}]},
    {"keys": [ECKey.generate_key("P-256").as_dict(private=False) | {"alg": "ES256"}]},
    {"keys": [ECKey.generate_key("P-256").as_dict(private=True) | {"alg": "RS256"}]},
    {"keys": [ECKey.generate_key("P-384").as_dict(private=True) | {"alg": "ES256"}]},
    {"keys": [weak_rsa(private=True) | {"alg": "RS256"}]},
], ids=["list", "empty", "no list", "no object", "no members", "secret", "public", "other kind", "other curve", "weak"])
def test_keys_that_cannot_sign_are_not_a_ring(document: Any) -> None:
    with pytest.raises(ValueError, match="key"):
        KeyRing.from_private(document)


class TestFile:
    """Where a ring is kept."""

    def test_it_is_made_once_and_read_by_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "hub.json"
        made = load_or_create(path, ["ES256"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert load_or_create(path, ["ES256"]).public() == made.public()
        assert [entry.name for entry in path.parent.iterdir()] == ["hub.json"]

    def test_an_algorithm_added_since_gets_a_key_and_the_others_stay(self, tmp_path: Path) -> None:
        path = tmp_path / "hub.json"
        before = load_or_create(path, ["ES256"])
        after = load_or_create(path, ["ES256", "RS256"])
        assert after.signer("ES256").kid == before.signer("ES256").kid
        assert load_or_create(path, ["RS256"]).signer("RS256").kid == after.signer("RS256").kid
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    @pytest.mark.parametrize("content", ["", "{}", '{"keys": [', '{"keys": [{"kty": "EC"}]}'])
    def test_a_file_that_holds_no_keys_is_named_and_left_alone(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "hub.json"
        path.write_text(content)
        with pytest.raises(KeyFileUnreadable, match=r"hub\.json.*remove it"):
            load_or_create(path, ["ES256"])
        assert path.read_text() == content

    def test_two_starts_at_once_end_up_with_the_same_keys(self, tmp_path: Path) -> None:
        path, rings, together = tmp_path / "hub.json", [], threading.Barrier(8)

        def start() -> None:
            together.wait()
            rings.append(load_or_create(path, ["ES256"]))

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({ring.signer("ES256").kid for ring in rings}) == 1
        assert [entry.name for entry in tmp_path.iterdir()] == ["hub.json"]

    def test_a_file_system_without_links_still_keeps_the_keys(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def unsupported(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", unsupported)
        path = tmp_path / "hub.json"
        assert load_or_create(path, ["ES256"]).public() == load_or_create(path, ["ES256"]).public()


class TestParsing:
    """Trap: a library that imports the key at every call spends forty times the signature on it."""

    @pytest.fixture
    def parsed(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
        """What was parsed, by kind: every way in which the library turns members or text into a key."""
        seen: list[str] = []
        for kind in (ECKey, RSAKey, OctKey):
            for name in ("import_from_dict", "import_from_bytes"):
                original = getattr(kind.binding, name)

                def counted(*given: Any, _original: Any = original, _kind: str = kind.key_type, **named: Any) -> Any:
                    seen.append(_kind)
                    return _original(*given, **named)

                monkeypatch.setattr(kind.binding, name, counted)
        return seen

    def test_the_counter_counts(self, parsed: list[str], ring: KeyRing) -> None:
        KeyRing.from_private(ring.private())
        secret_key("a-secret-that-is-long-enough-for-hs256")
        assert parsed == ["EC", "RSA", "oct"]

    @pytest.mark.parametrize("alg", ["ES256", "RS256", "PS256", "EdDSA"])
    def test_signing_and_verifying_parse_no_key(self, parsed: list[str], alg: str) -> None:
        ring = KeyRing.from_private(KeyRing.generate([alg]).private())
        parsed.clear()
        signer = ring.signer(alg)
        for _ in range(3):
            token = sign({"alg": alg, "kid": signer.kid}, id_claims(), signer)
            verify_id_token(token, keys=ring.verifying(), alg=alg, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW)
            verify_hint(token, keys=ring.verifying(), alg=alg, issuer=ISSUER)
            read_unverified(token)
        assert parsed == []

    def test_hs256_with_a_parsed_secret_parses_no_key(self, ring: KeyRing, parsed: list[str]) -> None:
        key = secret_key("a-secret-that-is-long-enough-for-hs256")
        parsed.clear()
        for _ in range(3):
            token = sign({"alg": "HS256"}, id_claims(), key)
            verify_id_token(token, keys=key, alg="HS256", issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW)
        assert parsed == []
