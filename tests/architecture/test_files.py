"""What is shipped, what is locked, and how long a file may be."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import metadata

from tests.architecture.tree import PACKAGES, PROJECT, ROOT, name_of, sources, text_of, tracked

#: Files that may be longer than 150 lines, each with the reason why it is still one room.
LONG: dict[str, str] = {
    "broker/checks.py": "the table of contents of the hub's severity: it is read from top to bottom",
}


def test_a_file_past_150_lines_has_a_reason() -> None:
    long = {name_of(path) for path in sources(*PACKAGES) if len(path.read_text(encoding="utf-8").splitlines()) > 150}
    assert long == set(LONG)


def test_pyproject_lists_exactly_the_packages_there_are() -> None:
    found = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in sources(*PACKAGES)
             if path.name == "__init__.py"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


def test_every_folder_with_modules_is_a_package() -> None:
    bare = {name_of(path.parent) for path in sources(*PACKAGES) if not (path.parent / "__init__.py").exists()}
    assert not bare


def test_every_file_a_package_needs_would_be_installed() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    packages = [ROOT / name.replace(".", "/") for name in PROJECT["tool"]["setuptools"]["packages"]]
    shipped = {path for package in packages for pattern in patterns for path in package.glob(pattern)}
    present = {path for folder in PACKAGES for path in (ROOT / folder).rglob("*")
               if path.is_file() and path.suffix not in {".py", ".pyc"}}
    assert present == shipped


def test_nothing_is_left_open() -> None:
    # Spelt in two halves so that this file does not find itself.
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", r"pytest\.sk" + "ip",
                                 r"mark\.(sk" + "ip|xf" + "ail)"]))
    found = [f"{name_of(path)}:{number}" for path in sources(*PACKAGES, "tests")
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if marks.search(line)]
    assert not found


def test_locks_hold_hashes_and_no_addresses() -> None:
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert [lock.stem for lock in locks] == sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        for entry in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
            assert not re.match(r"[a-z0-9]", entry) or "--hash=sha256:" in entry, entry.splitlines()[0]


def test_every_requirement_is_locked() -> None:
    for wanted in (ROOT / "requirements").glob("*.in"):
        locked = set(re.findall(r"^([a-z0-9-]+)==", wanted.with_suffix(".txt").read_text(encoding="utf-8"), re.MULTILINE))
        names = {re.split(r"[\[<>=]", line)[0] for line in wanted.read_text(encoding="utf-8").split("\n")
                 if line and not line.startswith("-")}
        assert names <= locked, wanted.name


def test_no_file_names_this_machine_or_a_mirror() -> None:
    # A path of somebody's home, or the address of a package file, works on one machine only.
    places = re.compile(r"(?<![\w.~])/(?:home|root|Users|work)/[A-Za-z]|https?://[^\s\"']*(?:/simple\b|\.whl\b|\.tgz\b)")
    found = [f"{name_of(path)}:{number}" for path in tracked() if path != ROOT / "tests/architecture/test_files.py"
             for number, line in enumerate(text_of(path).splitlines(), start=1) if places.search(line)]
    assert not found


def test_nothing_looks_like_the_state() -> None:
    assets = re.compile(r"marianne|dsfr", re.IGNORECASE)
    assert not [name_of(path) for path in tracked() if assets.search(path.name)]
    colours = re.compile(r"#000091|#e1000f|font-family:[^;]*marianne|data:image", re.IGNORECASE)
    assert not [name_of(path) for path in tracked() if path.suffix in {".css", ".html", ".svg"} and colours.search(text_of(path))]


def test_configuration_is_readable_toml() -> None:
    for path in (ROOT / "config").rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert tomllib.loads(text) or "takes its namesake away" in text, name_of(path)


#: Requirements that are not imported by name, each with who uses it.
INDIRECT = {"hiredis": "redis-py parses with it when it is there", "cryptography": "joserfc signs with it"}


def test_every_requirement_of_run_time_is_used() -> None:
    imported = {name.split(".")[0] for path in sources(*PACKAGES) for node in ast.walk(ast.parse(text_of(path)))
                for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                             else [node.module or ""] if isinstance(node, ast.ImportFrom) else [])}
    wanted = [re.split(r"[\[<>=]", line)[0] for line in (ROOT / "requirements/run.in").read_text(encoding="utf-8").split()]
    modules = {name: {file.parts[0].removesuffix(".py") for file in metadata.files(name) or () if file.suffix == ".py"}
               for name in wanted}
    assert {name for name in wanted if not modules[name] & imported} <= set(INDIRECT)
