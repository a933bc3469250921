"""What README, compose file and the other papers promise is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, tracked

PAPERS = [path for path in tracked() if path.suffix == ".md"]
CONSOLE = re.compile(r"^```(?:console|sh|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[str]:
    """What the papers tell to type after *program*."""
    lines = [line.lstrip("$ ").split("  #")[0].strip() for paper in PAPERS
             for block in CONSOLE.findall(paper.read_text(encoding="utf-8")) for line in block.splitlines()]
    return sorted({line.removeprefix(program).strip() for line in lines if line.startswith(program + " ")})


def test_the_targets_that_the_papers_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {line.split()[0] for line in commands("make")}
    assert {"run", "test"} <= named
    assert named <= targets


@pytest.mark.parametrize("line", commands("doublure") or ["up"])
def test_the_commands_that_the_papers_name_exist(line: str) -> None:
    words = line.split()
    asked = subprocess.run([sys.executable, "-P", "-m", "simulator", words[0], "--help"], capture_output=True, text=True,
                           check=False)
    assert asked.returncode == 0, asked.stderr
    for option in re.findall(r"--[a-z-]+", line):
        assert option in asked.stdout, f"doublure {words[0]} has no {option}"


def test_the_links_between_papers_lead_somewhere() -> None:
    for paper in PAPERS:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", paper.read_text(encoding="utf-8")):
            assert (paper.parent / target).exists(), f"{name_of(paper)}: {target}"


def test_the_paths_that_the_papers_name_exist() -> None:
    folders = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
    rooted = re.compile(rf"`((?:{folders})/[A-Za-z0-9_./-]*)`")
    for paper in PAPERS:
        for target in rooted.findall(paper.read_text(encoding="utf-8")):
            assert (ROOT / target).exists() or target == "config/addresses.toml", f"{name_of(paper)}: {target}"


def test_containers_are_published_on_the_loopback_interface_only() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    blocks = re.findall(r"^ +ports:\n((?: +- .*\n)+)", compose, re.MULTILINE)
    assert len(blocks) == compose.count("ports:"), "write one port per line, so that this test can read them"
    published = [line.strip().removeprefix("- ").strip("\"'") for block in blocks for line in block.splitlines()]
    assert len(published) >= 9
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", line) for line in published), published
    assert "network_mode" not in compose


def test_decisions_are_numbered_and_dated() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        title, _, dated, *_ = path.read_text(encoding="utf-8").splitlines()
        assert path.name.startswith(f"{number:04}-")
        assert title.startswith(f"# {number}. ")
        assert re.match(r"\d{4}-\d{2}-\d{2} · (accepted|superseded)", dated), Path(path).name
