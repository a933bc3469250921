"""`doublure completion …`: what a shell needs to complete the commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of SHELL; in bash: eval "$(doublure completion bash)"."""
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click has the three of the choice
    click.echo(made(context.find_root().command, {}, "doublure", "_DOUBLURE_COMPLETE").source())
