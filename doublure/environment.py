"""One application on its own, told by the environment what it may touch: for production servers and containers.

| variable | meaning | default |
| --- | --- | --- |
| `DOUBLURE_CONFIG` | the configuration's folder | `config` beside the packages |
| `DOUBLURE_STATE` | the folder of signing keys and databases | `.doublure` beside it |
| `DOUBLURE_ADDRESSES` | where applications are: a file in the form of `config/addresses.toml` | that file, if any |
| `DOUBLURE_STORE` | the store | `memory:`, which several workers do not share |
| `DOUBLURE_CONTROL` | the control store | as `DOUBLURE_STORE` |
| `DOUBLURE_RECORDS` | the database | a SQLite file in the state folder |
| `DOUBLURE_AUTHORITIES` | certificate authorities that the back channel trusts beside the machine's: a PEM file | none |
| `DOUBLURE_SMTP` | a mail server on loopback or under a reserved name, `host:port`, that also gets each letter | none |
| `DOUBLURE_JOURNAL` | `control` writes the journal to the control store, `none` writes nothing | `none` |
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import SystemClock, TravellingClock
from doublure.journal import Sink
from doublure.mail_smtp import open_outbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.settings import SettingsError, config_folder, state_folder
from doublure.storage.control import ControlStore
from doublure.storage.opening import open_control, open_store
from doublure.storage.sinks import ControlSink
from doublure.timetable import Timetable

__all__ = ["ports_from"]


def ports_from(environment: Mapping[str, str], slug: str) -> Ports:
    """The ports of the application *slug*. Raises `SettingsError` or `StorageUrlRefused`; nothing is connected yet."""
    config = config_folder()
    state = state_folder(config)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    addresses = Path(environment.get("DOUBLURE_ADDRESSES") or config / "addresses.toml")
    if "DOUBLURE_ADDRESSES" in environment and not addresses.exists():
        raise SettingsError(f"{addresses}: there is no such file; DOUBLURE_ADDRESSES must name one")
    authorities = Path(environment["DOUBLURE_AUTHORITIES"]) if environment.get("DOUBLURE_AUTHORITIES") else None
    if authorities is not None and not authorities.exists():
        raise SettingsError(f"{authorities}: there is no such file; DOUBLURE_AUTHORITIES must name one")
    machine = SystemClock()
    store = environment.get("DOUBLURE_STORE") or "memory:"
    control = open_control(environment.get("DOUBLURE_CONTROL") or store, clock=machine)
    clock = TravellingClock(machine, Timetable(control, machine).everybody)
    return Ports(
        addresses=AddressBook.local().overridden(addresses),
        store=open_store(store, clock=clock),
        control=control,
        clock=clock,
        randomness=SystemRandomness(),
        sinks=_sinks(environment.get("DOUBLURE_JOURNAL") or "none", control),
        outbox=open_outbox(environment.get("DOUBLURE_SMTP"), control, clock),
        state=state,
        config=config,
        people=Census(config, control, clock),
        seams=Seams(),
        records_url=environment.get("DOUBLURE_RECORDS") or f"sqlite:///{state.resolve()}/{slug}.db",
        authorities=authorities,
    )


def _sinks(journal: str, control: ControlStore) -> tuple[Sink, ...]:
    if journal not in {"none", "control"}:
        raise SettingsError(f"DOUBLURE_JOURNAL is '{journal}'; it must be none or control")
    return (ControlSink(control),) if journal == "control" else ()
