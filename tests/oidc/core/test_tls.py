"""https on the back channel: a certificate for the public name, by an authority that a person named. There is no way around."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from doublure.oidc.wire import Wire, WireFailed
from tests.oidc.core.loopback import Loopback, Said

TODAY = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Authority {folder.name}")])
        own = (self._builder(self.name, self.key.public_key(), TODAY + DAY)
               .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
               .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=False, key_encipherment=False,
                                            data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
                                            encipher_only=False, decipher_only=False), critical=True))
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def context(self, host: str, until: datetime.datetime = TODAY + DAY) -> ssl.SSLContext:
        """A server's side with a certificate for *host*."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = self._builder(subject, key.public_key(), until).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        file = self.folder / f"{host}.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) +
                         builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime.datetime
    ) -> x509.CertificateBuilder:
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
                .serial_number(x509.random_serial_number()).not_valid_before(TODAY - 9 * DAY).not_valid_after(until)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def tls(authority: Authority) -> Iterator[Loopback]:
    with Loopback(authority.context("localhost")) as server:
        server.routes["/a"] = lambda seen: Said(b"in private")
        yield server


def refused(wire: Wire, url: str) -> bool:
    with pytest.raises(WireFailed) as failed:
        wire.get(url)
    return failed.value.kind == "tls"


def test_a_certificate_of_the_named_authority_is_believed(tls: Loopback, authority: Authority) -> None:
    wire = Wire({tls.origin: tls.origin}, ca_file=authority.file)
    assert wire.get(f"{tls.origin}/a").body == b"in private"
    assert wire.get(f"{tls.origin}/a").body == b"in private"
    assert tls.connections == 1


def test_a_certificate_of_nobody_known_is_refused(tls: Loopback) -> None:
    assert refused(Wire({tls.origin: tls.origin}), f"{tls.origin}/a")
    assert tls.seen == []


def test_a_certificate_of_another_authority_is_refused(tls: Loopback, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    assert refused(Wire({tls.origin: tls.origin}, ca_file=other.file), f"{tls.origin}/a")


def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    with Loopback(authority.context("elsewhere.localhost")) as server:
        assert refused(Wire({server.origin: server.origin}, ca_file=authority.file), f"{server.origin}/a")
        assert server.seen == []


def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    with Loopback(authority.context("localhost", until=TODAY - DAY)) as server:
        assert refused(Wire({server.origin: server.origin}, ca_file=authority.file), f"{server.origin}/a")


def test_an_old_version_of_tls_is_refused(authority: Authority) -> None:
    context = authority.context("localhost")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with Loopback(context) as server:
        assert refused(Wire({server.origin: server.origin}, ca_file=authority.file), f"{server.origin}/a")


def test_clear_text_where_tls_is_expected_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaking = threading.Thread(target=speak_plainly, args=(listener,), daemon=True)
        speaking.start()
        origin = f"https://localhost:{listener.getsockname()[1]}"
        assert refused(Wire({origin: origin}), f"{origin}/a")
        speaking.join(timeout=10)


def speak_plainly(listener: socket.socket) -> None:
    """Answer whatever comes first in clear text, as web servers do to a handshake on the wrong port."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        # Closed before the other side has read, the answer would be lost.
        with contextlib.suppress(ConnectionResetError):
            connection.recv(65_536)


def test_an_internal_address_is_believed_for_the_public_name_it_stands_for(authority: Authority) -> None:
    with Loopback(authority.context("fc.example"), host="127.0.0.1") as server:
        server.routes["/a"] = lambda seen: Said(b"in private")
        wire = Wire({"https://fc.example": server.origin, "https://impots.example": server.origin}, ca_file=authority.file)
        assert wire.get("https://fc.example/a").body == b"in private"
        assert refused(wire, "https://impots.example/a")


def test_silence_instead_of_a_handshake_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"https://localhost:{listener.getsockname()[1]}"
        with pytest.raises(WireFailed) as failed:
            Wire({origin: origin}, timeout_s=1.0).get(f"{origin}/a")
    assert failed.value.kind == "timeout"
