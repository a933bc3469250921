"""A group whose commands are imported when they are called: `doublure up` does not wait for the others."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

__all__ = ["Commands"]


class Commands(click.Group):
    """*elsewhere* says in which module each further command stands, under its own name."""

    def __init__(self, *given: Any, elsewhere: Mapping[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self._elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, as a person looks for it."""
        return sorted({*super().list_commands(ctx), *self._elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called *cmd_name*."""
        if cmd_name not in self._elsewhere:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(self._elsewhere[cmd_name]), cmd_name)
        return command
