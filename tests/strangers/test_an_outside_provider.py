"""Somebody adds an identity provider in a package of her own: installed, it is started, offered, walked through and tested."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from doublure.testing.stack import Stack
from tests.architecture.tree import ROOT
from tests.stories.federation import CONFIG, SANDBOX_SECRET, Service, through

EXAMPLE = ROOT / "docs/examples/mybank"


def environment(*installed: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *installed)))}


def run(*command: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False,
                          timeout=110)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip has put the example package, without a network."""
    source, target = tmp_path_factory.mktemp("source") / "mybank", tmp_path_factory.mktemp("installed")
    shutil.copytree(EXAMPLE, source)
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    done = run("-m", "pip", "install", *offline, "--target", str(target), str(source), env=os.environ)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration with the example's two files copied in, as its paper says."""
    folder = tmp_path_factory.mktemp("config") / "config"
    shutil.copytree(CONFIG, folder)
    shutil.copytree(EXAMPLE / "config", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def stack(installed: Path, config: Path) -> Iterator[Stack]:
    with Stack(only=("hub", "moncompteformation", "mybank"), config=config, environment=environment(installed)) as running:
        yield running


@pytest.mark.slow
def test_doublure_up_starts_it_and_the_whole_chain_goes_through_it(stack: Stack) -> None:
    service = Service(stack.public("hub") + "/api/v2", "sandbox", SANDBOX_SECRET, "http://localhost:3000/callback")
    person = service.person()
    person.opens(stack.public("moncompteformation") + "/")
    page = person.presses("franceconnect-button")
    assert page.said("idp-mybank") == "Ma Banque"
    page = person.presses("idp-mybank")
    assert page.url.startswith(stack.public("mybank"))
    page = person.presses("login-submit", {"identifier": "P02 000", "password": "123"})
    assert page.has("consent-continue"), page.text
    page = person.presses("consent-continue")
    assert page.url.startswith(stack.public("moncompteformation"))
    assert "Bruno" in page.text

    other, question = service.person(), service.asks(acr_values="eidas1")
    other.opens(question.url)
    through(other, "mybank")
    assert service.knows(other, question).userinfo["family_name"] == "FACTICE"


@pytest.mark.slow
def test_the_tests_that_try_every_plugin_try_it_once_it_is_installed(installed: Path) -> None:
    tried = run("-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", "tests/identity_providers/test_plugins.py",
                "-k", "mybank", env=environment(installed))
    assert tried.returncode == 0, tried.stdout + tried.stderr
    passed = tried.stdout.rpartition(" passed")[0].split()[-1]
    assert int(passed) >= 8, tried.stdout


def broken(folder: Path, value: str) -> Path:
    """A package that announces *value*."""
    about = folder / "broken-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[doublure.identity_providers]\nbroken = {value}\n")
    (folder / "broken_module.py").write_text("class Nothing:\n    slug = 'broken'\n")
    return folder


@pytest.mark.parametrize(("value", "said"), [
    ("no_such_module:Bank", "entry point broken = no_such_module:Bank of broken: cannot be loaded (ModuleNotFoundError"),
    ("broken_module:Nothing", "entry point broken = broken_module:Nothing of broken: lacks the text 'title'; give it one"),
])
def test_a_bad_one_stops_the_start_with_a_sentence(tmp_path: Path, value: str, said: str) -> None:
    answer = run("-P", "-m", "simulator", "check", env=environment(broken(tmp_path, value)))
    assert answer.returncode == 1
    assert answer.stderr.startswith(said)
    assert "Traceback" not in answer.stderr
