"""The house itself: who may import whom, and what must stay true of its rooms."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import HOUSES, PACKAGES, ROOT, name_of, sources, text_of


def test_the_import_contracts_are_kept() -> None:
    checked = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True,
                             text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("house", [*HOUSES, "doublure"])
def test_a_house_is_importable_where_the_others_are_not(house: str) -> None:
    hidden = [other for other in PACKAGES if other not in {house, "doublure"}]
    program = f"""
import importlib, pkgutil, sys

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"{{name}} is hidden", name=name)

sys.meta_path.insert(0, Hide())
package = importlib.import_module({house!r})
def failed(name): raise
for module in pkgutil.walk_packages(package.__path__, {house!r} + ".", onerror=failed):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        importlib.import_module(module.name)
"""
    done = subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_each_station_says_where_it_stands_on_the_walk() -> None:
    module = ast.parse((ROOT / "broker/__init__.py").read_text(encoding="utf-8"))
    chart = ast.get_docstring(module) or ""
    stations = next(ast.literal_eval(node.value) for node in module.body
                    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "STATIONS")
    for number, (station, file) in enumerate(stations, start=1):
        steps = (ROOT / "broker/steps" / f"{file}.py").read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(steps)) or ""
        assert docstring.startswith(f"{number} of {len(stations)}"), f"broker/steps/{file}.py: {docstring[:40]}"
        assert re.search(rf"^{number}\. {station} +steps/{file}\.py ", chart, re.MULTILINE), f"{station} is not on the map"


def test_no_room_is_called_after_a_drawer() -> None:
    drawers = {"utils", "util", "common", "helpers", "helper", "misc", "shared"}
    assert not [name_of(path) for path in sources(*PACKAGES) if drawers & {path.stem, *path.relative_to(ROOT).parts}]


def test_no_function_is_a_stub() -> None:
    empty = []
    for path in sources(*PACKAGES):
        tree = ast.parse(text_of(path))
        protocols = {member for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
                     and any(ast.unparse(base).startswith("Protocol") for base in node.bases) for member in ast.walk(node)}
        empty += [f"{name_of(path)}:{node.lineno} {node.name}" for node in ast.walk(tree)
                  if isinstance(node, ast.FunctionDef) and node not in protocols and not _says_something(node)]
    assert not empty


def _says_something(function: ast.FunctionDef) -> bool:
    if any("abstract" in ast.unparse(decorator) or "overload" in ast.unparse(decorator) for decorator in function.decorator_list):
        return True
    body = [node for node in function.body if not isinstance(node, ast.Pass)
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...)]
    return bool(body)


def test_no_module_keeps_a_switch() -> None:
    found = [f"{name_of(path)}:{node.lineno}" for path in sources(*PACKAGES)
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Global)]
    assert not found
