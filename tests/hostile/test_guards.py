"""Each check is what stops its attack: without it, the row is red."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from broker.steps import callback
from doublure.oidc import authorization_response, claim_refusals, fetched, public_keys, signatures, tokens, userinfo_call
from doublure.oidc import metadata as discovered
from doublure.oidc.token_refusals import TokenRefused, WrongKind
from tests.hostile.catalogue import ROWS
from tests.hostile.rows import Form
from tests.hostile.scene import Saw, Scene, judge

Remove = Callable[[pytest.MonkeyPatch], None]
FORMS = {f"{row.id}: {form.name}": form for row in ROWS for form in row.forms}


def rule(kind: type[TokenRefused], table: str = "ID_TOKEN_RULES") -> Remove:
    """The row of *kind* is taken out of the table of rules."""

    def remove(patch: pytest.MonkeyPatch) -> None:
        rows = getattr(tokens, table)
        assert kind in {row[0] for row in rows}
        patch.setattr(tokens, table, tuple(row for row in rows if row[0] is not kind))

    return remove


def replaced(where: Any, name: str, value: Any) -> Remove:
    """*name* of the module or class *where* is *value*."""

    def remove(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(where, name, value)

    return remove


def _any_algorithm(patch: pytest.MonkeyPatch) -> None:
    verify = tokens.verify_jws

    def unpinned(token: str, *, keys: Any, algorithms: Any) -> Any:
        return verify(token, keys=keys, algorithms=(signatures.read_unverified(token)[0]["alg"],))

    patch.setattr(tokens, "verify_jws", unpinned)


def _any_key_name(patch: pytest.MonkeyPatch) -> None:
    find = public_keys.PublicKeys.find
    patch.setattr(public_keys.PublicKeys, "find", lambda self, kid, alg: find(self, None, alg))


def _any_issuer(patch: pytest.MonkeyPatch) -> None:
    of = discovered.ProviderMetadata.of.__func__  # type: ignore[attr-defined]
    patch.setattr(discovered.ProviderMetadata, "of", classmethod(
        lambda cls, document, issuer, origins=(): of(cls, {**document, "issuer": issuer}, issuer, origins)))


ANY = SimpleNamespace(compare_digest=lambda one, other: True)

#: Kind of check, the form that it stops, how it is removed, and whether it alone stands between the attack and a login.
GUARDS: tuple[tuple[str, str, Remove, bool], ...] = (
    ("signature", "IDT-01: one bit", replaced(signatures.jws, "deserialize_compact", lambda *_, **__: None), True),
    ("registered algorithm", "IDT-09: PS256", _any_algorithm, True),
    ("key of that name", "IDT-12: unknown", _any_key_name, True),
    ("kind, by what it says", "IDT-22: logout token", rule(WrongKind), True),
    ("kind, by its typ", "IDT-22: access token", replaced(tokens, "_plain", lambda header: None), True),
    ("issuer", "IDT-23: another", rule(claim_refusals.IssuerForeign), True),
    ("audience", "IDT-26: another", rule(claim_refusals.AudienceForeign), True),
    ("authorized party", "IDT-30: another", rule(claim_refusals.AuthorizedPartyForeign), True),
    ("nonce", "IDT-33: an earlier login", rule(claim_refusals.NonceForeign), True),
    ("end", "IDT-34: 1 year", rule(claim_refusals.Expired), True),
    ("made in the future", "IDT-36: 1 day", rule(claim_refusals.IssuedInFuture), True),
    ("made long ago", "IDT-37: 1 day", rule(claim_refusals.IssuedLongAgo), True),
    ("not before", "IDT-38: 1 h", rule(claim_refusals.NotYetValid), True),
    ("subject", "IDT-39: integer", rule(claim_refusals.SubjectUnusable), False),
    ("methods", "IDT-48: text", rule(claim_refusals.AmrRefused), True),
    ("time of authentication", "IDT-44: text", rule(claim_refusals.AuthTimeRefused), True),
    ("access token's hash", "IDT-49: of another token", rule(claim_refusals.AccessTokenForeign), True),
    ("level is there", "IDT-46: absent", replaced(callback, "_shape", lambda outcome: "eidas1"), True),
    ("one meaning of JSON", "IDT-52: alg in the header", replaced(
        signatures, "json_object", lambda octets: json.loads(octets)), True),
    ("private keys are not believed", "JWK-07: private", replaced(public_keys, "PRIVATE_MEMBERS", frozenset()), True),
    ("weak keys are not read", "JWK-05: RSA 1024", replaced(public_keys, "weakness", lambda members: None), False),
    ("refresh at intervals", "JWK-13: six", replaced(fetched, "PAUSE_S", 0), False),
    ("subject at userinfo", "UIN-01: another", replaced(userinfo_call, "hmac", ANY), True),
    ("userinfo for us", "UIN-06: another client", rule(claim_refusals.AudienceForeign, "USERINFO_RULES"), True),
    ("identity", 'UIN-10: gender: "X"', replaced(callback, "validate", lambda claims: None), False),
    ("issuer of the document", "DSC-01: another", _any_issuer, True),
    ("origin of the endpoints", "DSC-04: https", replaced(discovered, "origin_of", lambda url: "the same"), False),
    ("iss of the answer", "ARS-05: another", replaced(authorization_response, "_issuer", lambda *_: None), True),
)


@pytest.mark.parametrize(("form", "remove", "alone"), [(FORMS[form], remove, alone) for _, form, remove, alone in GUARDS],
                         ids=[f"{kind}: {form}" for kind, form, _, _ in GUARDS])
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # a weak key is weak: the library says so as well
def test_without_its_check_a_row_is_red(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, form: Form, remove: Remove, alone: bool
) -> None:
    seen: list[Saw] = []

    def play() -> None:
        seen.append(scene.plays(form))
        judge(scene, form, seen[0])

    remove(monkeypatch)
    with pytest.raises(AssertionError):
        play()
    if alone:
        assert any("/consent" in url for url in seen[0].person.visited), "the attack ends in a login"
