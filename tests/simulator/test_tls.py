"""The local authority of `--tls`: for this computer alone, kept to itself, and never installed by us."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import stat
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from doublure.addresses import AddressBook
from doublure.dialling import Dialler
from doublure.settings import SettingsError
from doublure.testing.stack import Stack
from simulator.authority import Authority
from simulator.cli import main
from simulator.secure_listener import SecureListener
from simulator.server_certificate import server_context
from simulator.sockets import LOOPBACK, listen

HOSTS = ("localhost", "fc.localhost", "127.0.0.1", "::1")
NOW = datetime.now(UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.kept_in(tmp_path)


def leaf_of(authority: Authority, *hosts: str, now: datetime = NOW) -> x509.Certificate:
    pem = authority.issue(hosts, now).pem
    return x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE"):])


def names_of(certificate: x509.Certificate) -> set[str]:
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in extension}


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> x509.Certificate:
    """The certificate that *client* accepts from *server* for *host*; nothing touches the network."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server, server_hostname=host)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (asking, answering):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    der = asking.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def believing(authority: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(authority.file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def test_the_key_is_its_owner_s_alone_and_the_authority_stays_the_same(authority: Authority, tmp_path: Path) -> None:
    files = sorted((tmp_path / "authority").iterdir())
    assert [path.name for path in files] == ["authority-key.pem", "authority.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "authority").stat().st_mode) == 0o700
    assert Authority.kept_in(tmp_path).certificate == authority.certificate
    assert b"PRIVATE" not in authority.file.read_bytes()


def test_it_may_speak_for_this_computer_only(authority: Authority) -> None:
    found = authority.certificate.extensions.get_extension_for_oid(ExtensionOID.NAME_CONSTRAINTS)
    assert found.critical
    assert {str(name.value) for name in found.value.permitted_subtrees or ()} == {"localhost", "127.0.0.1/32", "::1/128"}
    basic = authority.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)


@pytest.mark.parametrize("host", HOSTS)
def test_a_strict_client_believes_it_for_each_host(authority: Authority, host: str) -> None:
    leaf = handshake(server_context(authority, HOSTS), believing(authority), host)
    assert names_of(leaf) == set(HOSTS)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < timedelta(days=32)


@pytest.mark.parametrize("host", ["fc.example", "evil-localhost", "192.0.2.1"])
def test_a_stolen_key_speaks_for_nobody_else(authority: Authority, tmp_path: Path, host: str) -> None:
    assert names_of(leaf_of(authority, "localhost", host)) == {"localhost"}, "it is left out"
    try:
        name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        name = x509.DNSName(host)
    # As a thief would do it, with openssl's own rules on the other side.
    leaf = leaf_of(authority, "localhost")
    stolen = x509.CertificateBuilder(
        leaf.issuer, leaf.subject, leaf.public_key(), 7, leaf.not_valid_before_utc, leaf.not_valid_after_utc,
    ).add_extension(x509.SubjectAlternativeName([name]), critical=False).sign(authority.key, leaf.signature_hash_algorithm)
    (tmp_path / "stolen.pem").write_bytes(stolen.public_bytes(Encoding.PEM))
    said = subprocess.run(["openssl", "verify", "-CAfile", authority.file, tmp_path / "stolen.pem"], capture_output=True,
                          text=True, check=False)
    assert said.returncode != 0
    assert "permitted subtree violation" in said.stderr


def test_a_simulator_left_running_gets_a_new_certificate_before_the_old_one_expires(authority: Authority) -> None:
    now = [NOW - timedelta(days=25)]
    context = server_context(authority, HOSTS, lambda: now[0])
    client = believing(authority)
    first = handshake(context, client, "localhost")
    assert handshake(context, client, "localhost") == first
    now[0] = NOW
    # The handshake that notices still shows the old one, which has days to go.
    handshake(context, client, "localhost")
    second = handshake(context, client, "localhost")
    assert second.not_valid_after_utc > first.not_valid_after_utc + timedelta(days=20)


def test_what_is_no_authority_is_refused_with_a_sentence(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "authority" / "authority-key.pem").write_text("nonsense")
    with pytest.raises(SettingsError, match=r"authority\.pem and authority-key\.pem do not hold.*remove both"):
        Authority.kept_in(tmp_path)


def test_a_silent_handshake_keeps_nobody_else_waiting_and_a_stopped_listener_leaves_no_thread(authority: Authority) -> None:
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.url_scheme"].encode(), b" ", environ["REMOTE_ADDR"].encode()]

    sockets = listen("a", 0, LOOPBACK)
    port, before = sockets[0].getsockname()[1], threading.active_count()
    listener = SecureListener("a", application, sockets, server_context(authority, HOSTS))
    listener.start()
    with socket.create_connection(("127.0.0.1", port)):
        reply = Dialler(authority.file).request("GET", f"https://127.0.0.1:{port}/", headers={"X-Forwarded-For": "192.0.2.1"})
        assert reply.data == b"https 127.0.0.1", "a header never says who calls"
        assert "server" not in reply.headers
    listener.stop()
    deadline = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
    for sock in listen("a", port, LOOPBACK):
        sock.close()


def test_each_application_has_a_name_of_its_own() -> None:
    book = AddressBook.on_ports({"hub": 4400, "hub-plus": 4401, "hub-openid": 4402, "impots": 4421}, scheme="https",
                                own_hosts=True)
    assert [book.public(slug) for slug in book.applications] == [
        "https://fc.localhost:4400", "https://fc-plus.localhost:4401", "https://openid.localhost:4402",
        "https://impots.localhost:4421"]
    assert book.internal("hub") == "https://127.0.0.1:4400"


def test_trust_says_where_it_is_and_what_to_type_and_installs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    told = json.loads(CliRunner().invoke(main, ["trust", "--json"]).output)
    authority = Authority.kept_in(tmp_path / "state")
    assert Path(told["certificate"]) == authority.file
    assert told["sha256"].count(":") == 31
    text = CliRunner().invoke(main, ["trust"]).output
    for platform in ("Debian, Ubuntu", "Fedora", "macOS", "Windows", "Firefox", "Chromium", "NODE_EXTRA_CA_CERTS",
                     "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "curl --cacert", "Nothing is installed"):
        assert platform in text
    assert all(str(authority.file) in " ".join(steps) for steps in told["instructions"].values())
    assert not (tmp_path / "home").exists()


def test_up_says_where_the_authority_is_and_the_command_line_speaks_https() -> None:
    with Stack(only=("impots",), arguments=("--tls",)) as stack:
        assert stack.public("console").startswith("https://localhost:")
        assert stack.authorities == stack.state / "authority" / "authority.pem"
        added = CliRunner().invoke(
            main, ["client", "add", "--redirect-uri", "http://localhost:3000/callback", "--json", "--console",
                   stack.public("console")], env={"DOUBLURE_STATE": str(stack.state)})
        assert added.exit_code == 0, added.output
        assert json.loads(added.output)["client_secret"]
    assert stack.stop() == 0
    assert stack.errors() == ""


def test_away_from_this_computer_neither_is_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUBLURE_ACCESS_PASSWORD", "long-enough-password")
    for option in ("--tls", "--hosts"):
        answer = CliRunner().invoke(main, ["up", option, "--bind", "192.0.2.10", "--dangerously-reachable-by-others"])
        assert answer.exit_code == 1
        assert "for this computer alone" in answer.output
