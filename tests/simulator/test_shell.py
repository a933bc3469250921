"""The command line at a running stack: a whole login, journeys, both sides of a relying party; exit codes and completion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.doctor_network import network
from tests.stories.federation import Federation


@pytest.fixture
def console(federation: Federation) -> str:
    return federation.public("console")


def doublure(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="doublure")


def test_a_whole_login_from_the_shell_prints_its_tokens(console: str) -> None:
    outcome = doublure("login", "--client", "sandbox", "--idp", "ameli", "--persona", "camille", "--json", "--console", console)
    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.output)
    assert told["userinfo"]["email"] == "camille@example.org"
    assert told["id_token"]["sub"] == told["userinfo"]["sub"]
    assert set(told["tokens"]) >= {"access_token", "id_token", "token_type", "expires_in"}
    shown = doublure("login", "--platform", "openid", "--idp", "laposte", "--persona", "theo", "--console", console)
    assert shown.exit_code == 0, shown.output
    assert {"access_token", "id_token", "id_token, read", "userinfo"} <= set(shown.output.splitlines())


@pytest.mark.parametrize(("arguments", "level"), [((), "eidas2"), (("--acr", "eidas3"), "eidas3")])
def test_a_login_from_the_shell_takes_a_provider_that_reaches_the_level(
    console: str, arguments: tuple[str, ...], level: str,
) -> None:
    outcome = doublure("login", "--platform", "franceconnect-plus", *arguments, "--json", "--console", console)
    assert outcome.exit_code == 0, outcome.output
    assert json.loads(outcome.output)["id_token"]["acr"] == level


@pytest.mark.parametrize(("arguments", "status", "said"), [
    (("--persona", "nobody"), 1, "nobody@impots"), (("--idp", "nowhere"), 1, "P0301"), (("--client", "nobody"), 1, "nobody"),
    (("--platform", "other"), 2, "--platform"), (("--acr", "eidas3"), 1, "acr_value is not valid"),
])
def test_a_login_that_cannot_be_says_why_and_ends_with_its_status(
    console: str, arguments: tuple[str, ...], status: int, said: str,
) -> None:
    outcome = doublure("login", *arguments, "--console", console)
    assert outcome.exit_code == status, outcome.output
    assert said in outcome.output


def test_journeys_are_listed_shown_and_followed(console: str) -> None:
    assert doublure("login", "--persona", "bruno", "--console", console).exit_code == 0
    listed = doublure("trace", "list", "--client", "sandbox", "--limit", "1", "--console", console)
    trace = listed.output.split()[0]
    shown = doublure("trace", "show", trace[:12], "--console", console)
    assert "AUTOPILOT persona=bruno idp=impots" in shown.output
    assert "checks passed" in shown.output
    assert json.loads(doublure("trace", "show", trace, "--json", "--console", console).output)["trace_id"] == trace
    assert trace in doublure("trace", "follow", "--for", "0.2", "--console", console).output
    missing = doublure("trace", "show", "f" * 32, "--console", console)
    assert (missing.exit_code, "No journey has the trace id" in missing.output) == (1, True)


def test_the_doctor_looks_from_both_sides(console: str) -> None:
    outcome = doublure("doctor", "--client", "sandbox", "--json", "--console", console)
    assert outcome.exit_code == 0, outcome.output
    findings = {finding["subject"]: finding for finding in json.loads(outcome.output)}
    for subject in ("relying party: issuer", "clocks", "browser: authorization_endpoint", "relying party: jwks_uri",
                    "relying party: token_endpoint", "browser: redirect_uri"):
        assert findings[subject]["fine"], findings[subject]


@pytest.mark.parametrize(("environment", "fine"), [
    ({}, True), ({"HTTP_PROXY": "http://proxy.example:3128"}, False), ({"https_proxy": "http://p:1", "no_proxy": "*"}, True),
    ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "localhost, 127.0.0.1"}, True),
    ({"ALL_PROXY": "socks5://p", "no_proxy": "x"}, False),
])
def test_a_proxy_that_would_be_asked_for_this_machine_is_named_with_the_line_to_type(
    tmp_path: Path, environment: dict[str, str], fine: bool,
) -> None:
    proxy = next(finding for finding in network(environment, tmp_path) if finding.subject == "proxy")
    assert proxy.fine is fine
    assert fine or proxy.line.startswith("export NO_PROXY=localhost")


def test_in_a_container_localhost_is_somebody_else(tmp_path: Path) -> None:
    found = {finding.subject: finding.fine for finding in network({}, tmp_path)}
    assert found == {"name": True, "proxy": True, "container": True}
    (tmp_path / ".dockerenv").touch()
    assert not next(finding for finding in network({}, tmp_path) if finding.subject == "container").fine


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str) -> None:
    outcome = doublure("completion", shell)
    assert outcome.exit_code == 0
    assert "_DOUBLURE_COMPLETE" in outcome.output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself_and_refuses_what_it_does_not_know(command: str) -> None:
    assert doublure(command, "--help").exit_code == 0
    refused = doublure(command, "--no-such-option")
    assert refused.exit_code == 2
    assert "--no-such-option" in refused.output
