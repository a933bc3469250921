"""A libcurl handle as the back channel needs it: bounded, strict, and believing whom this machine believes."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

import pycurl

__all__ = ["authorities", "handle", "kind_of"]

_UNREACHABLE = frozenset({pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT})
_TLS = frozenset({
    pycurl.E_SSL_CONNECT_ERROR, pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CERTPROBLEM, pycurl.E_SSL_CIPHER,
    pycurl.E_SSL_CACERT_BADFILE, pycurl.E_SSL_ISSUER_ERROR, pycurl.E_SSL_INVALIDCERTSTATUS,
})


def handle(address: str, place: Sequence[str], timeout_s: float, max_bytes: int, trusted: bytes) -> pycurl.Curl:
    """A handle for one connection to *place* on behalf of *address*, an origin, whose name decides whose certificate is believed.

    *place* is libcurl's `CONNECT_TO`, *trusted* certificates in PEM.
    """
    timeout_ms = max(1, round(timeout_s * 1000))
    line = pycurl.Curl()
    for option, value in (
        (pycurl.URL, address),
        (pycurl.CONNECT_TO, list(place)),
        # Without it, deadlines would be signals, which belong to the main thread.
        (pycurl.NOSIGNAL, 1),
        (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
        (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.PROXY, ""),
        (pycurl.TIMEOUT_MS, timeout_ms),
        (pycurl.CONNECTTIMEOUT_MS, timeout_ms),
        (pycurl.MAXFILESIZE, max_bytes),
        (pycurl.MAXCONNECTS, 1),
        (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
    ):
        line.setopt(option, value)
    if address.startswith("https:"):
        _believe(line, trusted)
    return line


def authorities(ca_file: str | Path | None) -> bytes:
    """The machine's certificate authorities that stand in one file, and those of *ca_file*, in PEM. Raises `OSError`."""
    files = [file for file in (ssl.get_default_verify_paths().cafile, ca_file) if file is not None]
    return b"\n".join(Path(file).read_bytes() for file in files)


def kind_of(number: int) -> str:
    """Which kind of `WireError` libcurl's error *number* is."""
    if number == pycurl.E_OPERATION_TIMEDOUT:
        return "timeout"
    if number in _TLS:
        return "tls"
    return "unreachable" if number in _UNREACHABLE else "broken"


def _believe(line: pycurl.Curl, trusted: bytes) -> None:
    # The authorities of this machine are where Python's OpenSSL looks for them, not where libcurl was built.
    line.unsetopt(pycurl.CAINFO)
    if folder := ssl.get_default_verify_paths().capath:
        line.setopt(pycurl.CAPATH, folder)
    if trusted:
        line.setopt(pycurl.CAINFO_BLOB, trusted)
    if sys.platform == "win32":
        line.setopt(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)
