"""Is this machine ready? One finding per question, each a sentence with what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from doublure.addresses import UnknownApplication
from doublure.settings import SettingsError, config_folder, state_folder
from simulator.checking import check_configuration
from simulator.doctor_network import network
from simulator.fakes import applications_of, offsets_of
from simulator.findings import Finding
from simulator.sockets import LOOPBACK, PortInUse, listen

__all__ = ["examine"]


def examine(base_port: int) -> list[Finding]:
    """Python, configuration, state folder, names, proxies, containers, ports."""
    return [_python(), *_folders(), *network(os.environ), *_ports(base_port)]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fine = sys.version_info >= (3, 11)
    return Finding("python", fine, version if fine else f"{version} is too old; use 3.11 or newer")


def _folders() -> Iterator[Finding]:
    try:
        config = config_folder()
        count = check_configuration(config)
    except (SettingsError, UnknownApplication) as error:
        yield Finding("configuration", fine=False, sentence=str(error))
        return
    yield Finding("configuration", fine=True, sentence=f"{config}: {count} entries, all valid")
    state = state_folder(config)
    place = next(folder for folder in (state, *state.resolve().parents) if folder.exists())
    fine = os.access(place, os.W_OK)
    yield Finding("state folder", fine, str(state) if fine else f"{place} cannot be written; set DOUBLURE_STATE elsewhere")


def _ports(base_port: int) -> Iterator[Finding]:
    try:
        config = config_folder()
        slugs, offsets = (*applications_of(config), "console"), offsets_of(config)
    except SettingsError:
        return  # said already, of the configuration
    for slug in slugs:
        port = base_port + offsets[slug]
        try:
            sockets = listen(slug, port, LOOPBACK)
        except PortInUse as error:
            yield Finding(f"port {port}", fine=False, sentence=str(error))
            continue
        for sock in sockets:
            sock.close()
        yield Finding(f"port {port}", fine=True, sentence=f"free for {slug}")
