"""Discovery: what an issuer may say of itself, as rows of the catalogue of attacks (DSC)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doublure.oidc.keys import KeyRing
from doublure.oidc.metadata import MetadataRefused, ProviderMetadata, fetch_metadata
from doublure.oidc.relying_party import ProviderUnreachable
from doublure.oidc.wire import Wire, WireFailed
from tests.oidc.core.loopback import Loopback, Said
from tests.oidc.core.upstream import Upstream


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


@pytest.fixture
def wire(server: Loopback) -> Wire:
    return Wire({server.origin: server.origin}, timeout_s=2.0)


REFUSED: dict[str, dict[str, Any]] = {
    "DSC-01 another issuer": {"issuer": "http://localhost:9"},
    "DSC-01 issuer with a slash": {"issuer": "{origin}/"},
    "DSC-01 issuer in upper case": {"issuer": "HTTP://localhost"},
    "DSC-01 no issuer": {"issuer": None},
    "DSC-01 issuer is a list": {"issuer": ["{origin}"]},
    "DSC-04 token endpoint of another": {"token_endpoint": "https://evil.example/token"},
    "DSC-04 authorization endpoint of another": {"authorization_endpoint": "http://localhost:9/authorize"},
    "DSC-04 keys of another": {"jwks_uri": "https://evil.example/jwks"},
    "DSC-04 userinfo of another": {"userinfo_endpoint": "https://evil.example/userinfo"},
    "DSC-04 logout of another": {"end_session_endpoint": "https://evil.example/logout"},
    "DSC-05 internal address": {"jwks_uri": "http://169.254.169.254/latest"},
    "DSC-05 a file": {"jwks_uri": "file:///etc/passwd"},
    "DSC-05 a script": {"authorization_endpoint": "javascript:alert(1)"},
    "user in the address": {"token_endpoint": "http://user@localhost/token"},
    "fragment in the address": {"token_endpoint": "{origin}/token#x"},
    "line break in the address": {"authorization_endpoint": "{origin}/a\r\nSet-Cookie: x=1"},
    "DSC-11 no token endpoint": {"token_endpoint": None},
    "DSC-11 no authorization endpoint": {"authorization_endpoint": None},
    "DSC-11 token endpoint is a list": {"token_endpoint": ["{origin}/token"]},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_a_document_that_could_send_us_astray_is_refused_as_a_whole(
    upstream: Upstream, wire: Wire, changed: dict[str, Any]
) -> None:
    filled = json.loads(json.dumps(changed).replace("{origin}", upstream.server.origin))
    upstream.metadata |= filled
    with pytest.raises(MetadataRefused) as refused:
        fetch_metadata(wire, upstream.issuer)
    assert refused.value.rule.startswith("metadata_")
    with pytest.raises(ProviderUnreachable):
        upstream.party().leave(scope="openid")


@pytest.mark.parametrize(("answer", "kind"), [
    (Said(status=404), "status_404"), (Said(status=500), "status_500"), (Said(b"<html>", media="text/html"), "no_json"),
    (Said(b'{"issuer": '), "no_json"), (Said(b"[]"), "no_json"), (Said(b'{"issuer":"a","issuer":"b"}'), "no_json"),
    (Said(b"x" * 300_000), "too_large"), (Said(status=302, headers={"Location": "/elsewhere"}), "redirect"),
    (Said('{"issuer":"é"}'.encode("latin-1")), "no_json"),
], ids=["404", "500", "HTML", "cut", "list", "twice", "huge", "redirect", "Latin-1"])
def test_a_document_that_cannot_be_read_is_said_to_be_so(upstream: Upstream, wire: Wire, answer: Said, kind: str) -> None:
    upstream.route("/.well-known/openid-configuration", lambda _: answer)
    with pytest.raises(WireFailed) as failed:
        fetch_metadata(wire, upstream.issuer)
    assert failed.value.kind == kind
    with pytest.raises(ProviderUnreachable, match=kind):
        upstream.party().leave(scope="openid")


def test_an_endpoint_of_an_origin_that_a_person_named_is_accepted(upstream: Upstream) -> None:
    with Loopback() as beside:
        upstream.metadata["end_session_endpoint"] = f"{beside.origin}/logout"
        party = upstream.party(trusted_origins=frozenset({beside.origin}))
        assert (party.farewell("hint", "http://localhost:1/", "state") or "").startswith(f"{beside.origin}/logout?")


def test_what_is_not_announced_has_the_default_of_the_specification(upstream: Upstream, wire: Wire) -> None:
    for name in ("userinfo_endpoint", "end_session_endpoint", "authorization_response_iss_parameter_supported"):
        del upstream.metadata[name]
    metadata = fetch_metadata(wire, upstream.issuer)
    assert metadata == ProviderMetadata(
        issuer=upstream.issuer, authorization_endpoint=f"{upstream.base}/authorize", token_endpoint=f"{upstream.base}/token",
        jwks_uri=f"{upstream.base}/jwks", userinfo_endpoint=None, end_session_endpoint=None, iss_parameter=False,
        token_endpoint_auth_methods=("client_secret_basic",))


@pytest.mark.parametrize("path", ["", "/", "/realms/demo", "/realms/demo/"])
def test_an_issuer_with_a_path_or_a_slash_is_joined_with_care_and_compared_exactly(
    server: Loopback, ring: KeyRing, wire: Wire, path: str
) -> None:
    upstream = Upstream(server, ring, path)
    assert fetch_metadata(wire, upstream.issuer).issuer == server.origin + path
    assert server.seen[0].target == path.rstrip("/") + "/.well-known/openid-configuration"
    upstream.metadata["issuer"] = server.origin + (path.removesuffix("/") if path.endswith("/") else path + "/")
    with pytest.raises(MetadataRefused):
        fetch_metadata(wire, upstream.issuer)


def test_metadata_are_fetched_when_first_needed_and_kept(upstream: Upstream) -> None:
    party = upstream.party()
    assert upstream.server.seen == []
    for _ in range(3):
        upstream.login(party)
    assert len(upstream.calls("/.well-known/openid-configuration")) == 1
    assert len(upstream.calls("/jwks")) == 1


def test_a_provider_that_was_away_is_asked_again_at_the_next_login(upstream: Upstream) -> None:
    party = upstream.party()
    honest = upstream.server.routes["/.well-known/openid-configuration"]
    upstream.route("/.well-known/openid-configuration", lambda _: Said(status=503))
    with pytest.raises(ProviderUnreachable):
        party.leave(scope="openid")
    upstream.route("/.well-known/openid-configuration", honest)
    assert upstream.login(party).userinfo


def test_metadata_are_asked_for_again_after_ten_minutes_and_an_old_copy_is_better_than_none(upstream: Upstream) -> None:
    party = upstream.party()
    party.leave(scope="openid")
    party.clock.advance(599)  # type: ignore[attr-defined]
    party.leave(scope="openid")
    assert len(upstream.calls("/.well-known/openid-configuration")) == 1
    party.clock.advance(2)  # type: ignore[attr-defined]
    upstream.metadata["authorization_endpoint"] += "/v2"
    assert "/authorize/v2?" in party.leave(scope="openid").url
    upstream.route("/.well-known/openid-configuration", lambda _: Said(status=503))
    party.clock.advance(601)  # type: ignore[attr-defined]
    assert "/authorize/v2?" in party.leave(scope="openid").url
    assert "/authorize/v2?" in party.leave(scope="openid").url
    assert len(upstream.calls("/.well-known/openid-configuration")) == 3
