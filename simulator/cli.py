"""The command `doublure`: start everything, look after the configuration, talk to a running stack."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, NoReturn

import click

from doublure.addresses import UnknownApplication
from doublure.mail_smtp import MailServerRefused
from doublure.settings import SettingsError, config_folder, state_folder
from doublure.storage.errors import StorageError
from doublure.web.guard import HostRefused
from simulator.commands import Commands
from simulator.reach import BindRefused, reach_from
from simulator.sets import with_set
from simulator.sockets import PortInUse

__all__ = ["main"]

_LAST_BASE = 65_000
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


#: The module of each command that does not stand below.
_ELSEWHERE = {
    "client": "simulator.client_commands", "completion": "simulator.completion_command", "doctor": "simulator.doctor_command",
    "keys": "simulator.key_commands", "login": "simulator.login_command", "persona": "simulator.persona_commands",
    "trace": "simulator.trace_commands", "trust": "simulator.trust",
}


@click.group(cls=Commands, elsewhere=_ELSEWHERE,
             context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """A federation broker in the manner of FranceConnect, on your own computer.

    Every command ends with status 0 when it did what was asked, 1 when something was refused or not found, 2 when it was called
    wrongly.
    """


def _slugs(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(slug for slug in value.replace(" ", "").split(",") if slug)


def _known(plan: Any) -> Any:
    """*plan*, if every application that it names exists."""
    for slug in plan.only:
        if slug not in plan.applications:
            raise click.BadParameter(f"no application is called '{slug}'; there are {', '.join(plan.applications)}.",
                                     param_hint="'--only'")
    return plan


@main.command()
@click.option("--base-port", type=click.IntRange(0, _LAST_BASE), default=4400, show_default=True,
              help="Port of the hub; the others keep their distance. 0 takes free ports.")
@click.option("--only", callback=_slugs, default="", metavar="SLUG,…", help="Start a part; the console is always there.")
@click.option("--set", "chosen", metavar="NAME", help="Another set of identity providers: a folder of config/sets, such as 2026.")
@click.option("--store", default="memory:", show_default=True, help="Where sessions are kept: memory: or redis://…")
@click.option("--keep", is_flag=True, help="Keep accounts, registrations and mail when stopping.")
@click.option("--seed", type=int, help="Make every random value repeatable. Guessable: for tests only.")
@click.option("--smtp", metavar="HOST:PORT", help="Also hand each letter to this mail server, on loopback or a reserved name.")
@click.option("--tls", is_flag=True, help="Serve https, under a local certificate authority: see `doublure trust`.")
@click.option("--hosts", is_flag=True,
              help="Give each application a host name of its own, like fc.localhost: sites of their own for a browser.")
@click.option("--in-container", is_flag=True,
              help="Listen on all interfaces, for a container that publishes on 127.0.0.1 only; the console wants a token.")
@click.option("--bind", metavar="ADDRESS", help="Also listen on this address of this machine.")
@click.option("--dangerously-reachable-by-others", "accepted", is_flag=True,
              help="Allow --bind outside loopback; DOUBLURE_ACCESS_PASSWORD is then asked of everybody else.")
@_JSON
def up(as_json: bool, chosen: str | None, in_container: bool, bind: str | None, accepted: bool, **plan: Any) -> None:
    """Start everything in this process until Ctrl-C."""
    # Also while starting: whoever changes their mind gets the same clean end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        from simulator.launcher import Plan
        from simulator.session import serve

        config = config_folder()
        state = state_folder(config)
        reach = reach_from(os.environ, state, in_container=in_container, bind=bind, accepted=accepted,
                           local_names=plan["tls"] or plan["hosts"])
        serve(_known(Plan(config=with_set(config, chosen, state), state=state, reach=reach, **plan)), _sayer(as_json))
    except KeyboardInterrupt:
        return
    except (BindRefused, HostRefused, MailServerRefused, PortInUse, SettingsError, UnknownApplication, StorageError) as error:
        _refuse(error)


@main.command()
@_JSON
@click.option("--set", "chosen", metavar="NAME", help="With this set of identity providers.")
def check(as_json: bool, chosen: str | None) -> None:
    """Validate the configuration; says nothing about what runs."""
    from simulator.checking import check_configuration

    try:
        folder = config_folder()
        count = check_configuration(with_set(folder, chosen, state_folder(folder)))
    except (SettingsError, UnknownApplication) as error:
        if as_json:
            click.echo(json.dumps({"valid": False, "errors": str(error).splitlines()}, ensure_ascii=False))
            sys.exit(1)
        _refuse(error)
    click.echo(json.dumps({"valid": True, "entries": count}) if as_json else f"{folder}: {count} entries, all valid.")


def _sayer(as_json: bool) -> Any:
    from simulator.announce import addresses, lines

    def say(running: Any) -> None:
        for line in [json.dumps(addresses(running))] if as_json else lines(running):
            click.echo(line)
        sys.stdout.flush()

    return say


def _refuse(error: Exception) -> NoReturn:
    click.echo(str(error), err=True)
    sys.exit(1)
