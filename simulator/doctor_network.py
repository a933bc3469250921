"""What stands between a relying party and the simulator: names, proxies, containers. One finding per question."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from simulator.findings import Finding

__all__ = ["network"]

_PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_OURS = ("localhost", "127.0.0.1")
_LINE = "localhost,.localhost,127.0.0.1,::1"
_CONTAINER = ("/.dockerenv", "/run/.containerenv")


def network(environment: Mapping[str, str], root: Path = Path("/")) -> Iterator[Finding]:
    """Names, proxies, containers, as *environment* and the files below *root* say."""
    yield _name()
    yield _proxy(environment)
    yield _container(root)


def _name() -> Finding:
    try:
        found = sorted({str(entry[4][0]) for entry in socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)})
    except OSError:
        return Finding("name", fine=False, sentence="localhost has no address on this machine",
                       line="/etc/hosts: 127.0.0.1 localhost")
    wrong = [address for address in found if address not in {"127.0.0.1", "::1"}]
    if wrong:
        return Finding("name", fine=False, sentence=f"localhost is {', '.join(found)}; other machines would be asked",
                       line="/etc/hosts: 127.0.0.1 localhost")
    return Finding("name", fine=True, sentence=f"localhost is {', '.join(found)}")


def _proxy(environment: Mapping[str, str]) -> Finding:
    set_ = [name for name in _PROXIES if environment.get(name)]
    if not set_:
        return Finding("proxy", fine=True, sentence="no proxy is set")
    excepted = (environment.get("no_proxy") or environment.get("NO_PROXY") or "").replace(" ", "").split(",")
    caught = [] if "*" in excepted else [host for host in _OURS if host not in excepted]
    if not caught:
        return Finding("proxy", fine=True, sentence=f"{set_[0]} is set and leaves this machine out")
    return Finding("proxy", fine=False, line=f"export NO_PROXY={_LINE} no_proxy={_LINE}",
                   sentence=f"{set_[0]} is set: the server of a relying party would ask the proxy for {' and '.join(caught)}")


def _container(root: Path) -> Finding:
    if not any((root / mark.lstrip("/")).exists() for mark in _CONTAINER):
        return Finding("container", fine=True, sentence="this is no container: localhost is this machine")
    return Finding(
        "container", fine=False,
        line="docker run --network host …  (or, for a relying party alone: --add-host localhost:host-gateway)",
        sentence="this is a container: its localhost is itself, not the machine of the browser")
