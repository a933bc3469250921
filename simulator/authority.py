"""The local certificate authority of `--tls`: made at the first use, kept in the state folder, good for this computer alone.

Whoever trusts it trusts little: it is constrained (RFC 5280 §4.2.1.10) to `localhost`, the names below it and the two loopback
addresses, so that a stolen key cannot speak for anybody else. Its key never leaves the folder; nothing is installed anywhere.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from doublure.settings import SettingsError
from simulator.state import AUTHORITY

__all__ = ["Authority", "AuthorityUnreadable", "Issued"]

_KEY = AUTHORITY.with_name("authority-key.pem")
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Doublure (simulateur), local authority")])
_LIFE = timedelta(days=3650)
#: Apple's platforms refuse longer ones than 825 days even from an authority of one's own; a month is plenty.
_LEAF_LIFE = timedelta(days=30)
#: Clocks of containers and virtual machines lag.
_SKEW = timedelta(hours=1)
_PERMITTED: tuple[x509.GeneralName, ...] = (
    x509.DNSName("localhost"),
    x509.IPAddress(ipaddress.ip_network("127.0.0.1/32")), x509.IPAddress(ipaddress.ip_network("::1/128")),
)


class AuthorityUnreadable(SettingsError):  # noqa: N818 - said of the files
    """The files of the authority do not hold one; the message names them and says what to do."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A private key and the certificates that go with it, in PEM, and until when they are good."""

    pem: bytes
    until: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate and the key that signs with it; `file` is what people trust."""

    file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def kept_in(cls, state: Path) -> Authority:
        """The authority of the folder *state*, made there when there is none. Raises `AuthorityUnreadable`."""
        file, key_file = state / AUTHORITY, state / _KEY
        if not file.exists():
            _make(file, key_file)
        try:
            certificate = x509.load_pem_x509_certificate(file.read_bytes())
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        except (OSError, ValueError):
            key = None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise AuthorityUnreadable(f"{file} and {key_file.name} do not hold a certificate authority; "
                                      f"remove both, and a new one is made (it must then be trusted again)")
        return cls(file, certificate, key)

    def issue(self, hosts: Iterable[str], now: datetime) -> Issued:
        """A certificate for *hosts*, names and addresses alike. One it may not speak for is left out."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [_general_name(host) for host in sorted(set(hosts)) if _permitted(host)]
        leaf = (_builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Doublure (simulateur)")]), key, now, _LEAF_LIFE)
                .add_extension(x509.SubjectAlternativeName(names), critical=False)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(_usage(digital_signature=True), critical=True)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
                .sign(self.key, hashes.SHA256()))
        return Issued(_private(key) + _pem(leaf), now + _LEAF_LIFE)


def _permitted(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make(file: Path, key_file: Path) -> None:
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (_builder(_NAME, key, datetime.now(UTC), _LIFE)
                   .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                   .add_extension(x509.NameConstraints(_PERMITTED, None), critical=True)
                   .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
                   .sign(key, hashes.SHA256()))
    # The certificate last: where it is, its key is.
    for path, content in ((key_file, _private(key)), (file, _pem(certificate))):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(_NAME).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - _SKEW).not_valid_after(now + life)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
