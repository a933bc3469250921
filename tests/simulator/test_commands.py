"""`doublure check`, `doctor`, `persona` and `client`: answers for people and, with --json, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from doublure.testing.child import free_port
from doublure.testing.stack import Stack
from simulator.cli import main


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack(only=("hub",)) as running:
        yield running


def doublure(*arguments: str, console: str = "") -> Result:
    options = ("--console", console) if console else ()
    return CliRunner().invoke(main, [*arguments, *options], prog_name="doublure")


def test_the_shipped_configuration_is_valid() -> None:
    assert doublure("check").exit_code == 0
    assert json.loads(doublure("check", "--json").output)["valid"] is True


def test_a_wrong_configuration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "personas.toml").write_text("[x]\ncolour = 1\n")
    monkeypatch.setenv("DOUBLURE_CONFIG", str(tmp_path))
    answer = doublure("check", "--json")
    assert answer.exit_code == 1
    assert "key 'colour'" in json.loads(answer.output)["errors"][0]


def test_everybody_is_listed() -> None:
    assert len(doublure("persona", "list").output.splitlines()) == 35
    assert json.loads(doublure("persona", "list", "--json").output)[1]["login"] == "bruno"


def test_the_doctor_names_a_port_in_use(stack: Stack) -> None:
    taken = int(stack.public("hub").rpartition(":")[2])
    answer = doublure("doctor", "--base-port", str(taken))
    assert answer.exit_code == 1
    assert f"PROBLEM port {taken}: Port {taken} (hub) is in use" in answer.output
    findings = json.loads(doublure("doctor", "--base-port", "50000", "--json").output)
    assert {"python", "configuration", "state folder"} <= {finding["subject"] for finding in findings}


def test_a_client_is_added_listed_and_removed(stack: Stack) -> None:
    console = stack.public("console")
    added = doublure("client", "add", "--redirect-uri", "http://localhost:3000/callback", "--name", "Mine",
                     "--client-id", "mine", "--json", console=console)
    assert added.exit_code == 0
    assert len(json.loads(added.output)["client_secret"]) == 64
    assert "mine" in doublure("client", "list", console=console).output
    shown = doublure("client", "add", "--redirect-uri", "http://localhost:3000/x", console=console).output
    assert shown.startswith("client_id")
    assert doublure("client", "remove", "mine", console=console).output == "mine is removed.\n"
    again = doublure("client", "remove", "mine", console=console)
    assert (again.exit_code, "No client has the client_id 'mine'" in again.output) == (1, True)


def test_a_refusal_of_the_console_is_its_own_sentence(stack: Stack) -> None:
    answer = doublure("client", "add", "--redirect-uri", "not-a-uri", console=stack.public("console"))
    assert answer.exit_code == 1
    assert "redirect_uris" in answer.output


def test_without_a_console_the_sentence_says_how_to_start_one() -> None:
    answer = doublure("client", "list", console=f"http://localhost:{free_port()}")
    assert answer.exit_code == 1
    assert "start `doublure up`" in answer.output
