"""`doublure persona …`: the people of the configuration."""

from __future__ import annotations

import json
import sys

import click

from doublure.settings import SettingsError, config_folder

__all__ = ["persona"]


@click.group()
def persona() -> None:
    """The people of the configuration."""


@persona.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def list_personas(as_json: bool) -> None:
    """Everybody, with their accounts; the password is 123 everywhere."""
    from doublure.census import people_file, today
    from doublure.clock import SystemClock
    from doublure.personas import document, load_people

    try:
        people = load_people(people_file(config_folder()), today=today(SystemClock()))
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps([document(each) for each in people], ensure_ascii=False))
    for each in () if as_json else people:
        click.echo(f"{each.login:<12} {document(each)['idps']:<24} {each.case}")
