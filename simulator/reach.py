"""From where a simulator can be reached: this computer only, unless somebody says otherwise in so many words (GR-02)."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doublure.randomness import SystemRandomness
from doublure.secret import Secret
from simulator.access import AccessPassword
from simulator.sockets import EVERYWHERE, LOOPBACK

__all__ = ["BindRefused", "Reach", "console_token", "reach_from"]

_PASSWORD = "DOUBLURE_ACCESS_PASSWORD"
_PASSWORD_LENGTH = 12
_TOKEN = "DOUBLURE_CONTROL_TOKEN"


class BindRefused(Exception):  # noqa: N818 - a refusal to start, with a sentence
    """An address that others could reach, without what that takes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`hosts` are listened on, `shown` is the host in public addresses.

    `password` is asked of everybody but this computer, `token` by the console of everybody.
    """

    hosts: tuple[str, ...] = LOOPBACK
    shown: str = "localhost"
    password: Secret | None = None
    token: Secret | None = None

    def guarded(self, application: Any) -> Any:
        """The WSGI *application* behind the access password, where there is one."""
        return application if self.password is None else AccessPassword(application, self.password)


def reach_from(environment: Mapping[str, str], state: Path, *, in_container: bool, bind: str | None, accepted: bool,
               local_names: bool = False) -> Reach:
    """What the command line asks for; *local_names* when it also asks for names that mean this computer. Raises `BindRefused`."""
    if in_container:
        return Reach(hosts=EVERYWHERE, token=console_token(environment, state))
    if bind is None:
        return Reach()
    address = _address(bind)
    if address.is_loopback:
        return Reach(hosts=(*LOOPBACK, *({str(address)} - set(LOOPBACK))))
    if local_names:
        raise BindRefused("--tls and --hosts are for this computer alone (names under localhost); "
                          f"leave them or --bind {bind} out.")
    password = environment.get(_PASSWORD, "")
    if not accepted or len(password) < _PASSWORD_LENGTH:
        raise BindRefused(
            f"--bind {bind} lets others reach this simulator: add --dangerously-reachable-by-others and set {_PASSWORD} to "
            f"at least {_PASSWORD_LENGTH} characters, or leave --bind out.")
    shown = f"[{address}]" if address.version == 6 else str(address)
    return Reach(hosts=(*LOOPBACK, str(address)), shown=shown, password=Secret(password), token=Secret(password))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        raise BindRefused(f"--bind {text} is not an address of this machine; write it in numbers, like 192.0.2.10.") from None
    if address.is_unspecified:
        raise BindRefused(f"--bind {text} means every address; name the one that others shall use.")
    return address


def console_token(environment: Mapping[str, str], state: Path) -> Secret:
    """`DOUBLURE_CONTROL_TOKEN`, or a new token written to `console-token` in *state* for its owner to read."""
    given = environment.get(_TOKEN)
    if given:
        return Secret(given)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = SystemRandomness().token()
    path = state / "console-token"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(made)
    return Secret(made)
