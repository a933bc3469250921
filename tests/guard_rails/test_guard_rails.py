"""The guard rails that no single room keeps (GR-05, GR-07 to GR-09, GR-12, GR-13); the others are tested beside their rooms."""

from __future__ import annotations

import ast
import re
import socketserver
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from doublure.clock import FixedClock
from doublure.mail import BANNER, Letter, captured
from doublure.mail_smtp import MailServer, MailServerRefused, open_outbox
from doublure.storage import open_control
from doublure.testing.person import Person
from tests.stories.federation import THE_SIX, Federation, running_federation

ROOT = Path(__file__).parents[2]
HOUSES = ("doublure", "broker", "identity_providers", "service_provider", "simulator")
LETTER = Letter(to="bruno@example.org", subject="Essai", text="Bonjour", html="<p>Bonjour</p>", sender="a@example.org",
                application="hub")


def product() -> Iterator[Path]:
    for house in HOUSES:
        yield from sorted((ROOT / house).rglob("*.py"))


def test_gr_05_only_the_back_channel_and_the_mail_copy_can_speak_to_another_machine() -> None:
    speakers = {"pycurl", "urllib3", "requests", "http.client", "smtplib", "urllib.request", "httpx", "aiohttp", "ftplib",
                "socket", "ssl"}
    allowed = {"doublure/oidc", "doublure/mail_smtp.py", "doublure/testing", "simulator/sockets.py", "simulator/doctor",
               "simulator/listener.py", "simulator/reach.py", "simulator/launcher.py",
               "simulator/calling.py", "doublure/dialling.py", "simulator/secure_listener.py", "simulator/server_certificate.py"}
    for path in product():
        names = {alias.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Import)
                 for alias in node.names}
        names |= {node.module or "" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)}
        found = {name for name in names if name in speakers or name.split(".")[0] in speakers - {"http.client"}}
        where = path.relative_to(ROOT).as_posix()
        assert not found or any(where.startswith(room) for room in allowed), (where, found)


def test_gr_05_no_page_or_setting_offers_to_copy_a_site_export_what_was_typed_or_call_a_webhook() -> None:
    for path in [*product(), *ROOT.glob("config/**/*.toml")]:
        assert not re.search(r"webhook|clone_site|export_credentials", path.read_text("utf-8"), re.IGNORECASE), path


@pytest.mark.parametrize("server", ["smtp.gmail.com:587", "mail.gouv.fr:25", "evilexample.org:25", "10.0.0.1:25", "host:0", "x"])
def test_gr_07_a_mail_server_elsewhere_is_refused(server: str) -> None:
    with pytest.raises(MailServerRefused):
        MailServer.read(server)


@pytest.mark.parametrize("server", ["localhost:1025", "127.0.0.1:25", "[::1]:25", "mail.example.org:25", "catcher.test:1025"])
def test_gr_07_a_mail_server_on_this_machine_or_under_a_reserved_name_is_accepted(server: str) -> None:
    assert MailServer.read(server).port


class Catcher(socketserver.StreamRequestHandler):
    """The smallest mail server: says yes to everything and keeps the letter."""

    def handle(self) -> None:
        self.wfile.write(b"220 catcher\r\n")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go\r\n")
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    self.server.letters.append(part)  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


def test_gr_07_a_letter_is_captured_and_its_copy_reaches_the_catcher_under_the_banner() -> None:
    control = open_control("memory:", clock=FixedClock(1))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Catcher) as server:
        server.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        open_outbox(f"127.0.0.1:{server.server_address[1]}", control, FixedClock(1)).send(LETTER)
        server.shutdown()
        received = b"".join(server.letters).decode()  # type: ignore[attr-defined]
    assert "X-Simulator: doublure" in received
    assert captured(control)[0]["text"].startswith(BANNER)


def test_gr_07_a_catcher_that_is_gone_loses_the_copy_and_nothing_else() -> None:
    control = open_control("memory:", clock=FixedClock(1))
    open_outbox("127.0.0.1:9", control, FixedClock(1)).send(LETTER)
    assert len(captured(control)) == 1


def test_gr_08_no_template_links_out_of_the_simulator() -> None:
    for house in HOUSES:
        for path in sorted((ROOT / house).rglob("*.html")):
            links = re.findall(r'(?:href|src|action)="(https?:)?//[^"]*"', path.read_text("utf-8"))
            assert not links, path


@pytest.mark.parametrize("slug", THE_SIX)
def test_gr_09_test_identities_and_their_password_are_printed_on_the_page(federation: Federation, slug: str) -> None:
    person = Person(stop_at=("http://localhost:3000/",))
    person.opens(federation.service().asks().url)
    page = person.presses(f"idp-{slug}")
    assert page.has("persona-bruno")
    assert "123" in page.text


def test_gr_12_the_papers_say_what_it_is_for_whose_the_marks_are_what_is_forbidden_and_whom_to_tell() -> None:
    security = (ROOT / "SECURITY.md").read_text("utf-8")
    for word in ("Purpose", "not made, endorsed", "marks of their owners", "Forbidden", "Reporting"):
        assert word in security
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "SECURITY.md" in readme
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_gr_13_no_private_key_is_shipped() -> None:
    shipped = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    for name in shipped:
        path = ROOT / name
        if path.suffix in {".png", ".gz", ".ico"} or not path.is_file() or "tests" in path.parts:
            continue
        text = path.read_text("utf-8", "replace")
        assert "PRIVATE KEY-----" not in text, name
        assert not re.search(r'"d"\s*:\s*"[A-Za-z0-9_-]{20,}"', text), name


def test_gr_13_issuers_say_localhost_and_keys_are_made_at_the_first_start_for_their_owner_alone(tmp_path: Path) -> None:
    with running_federation(tmp_path) as federation:
        for slug in ("hub", *THE_SIX):
            assert federation.public(slug).startswith("http://localhost:")
    keys = sorted(tmp_path.glob("keys/*.json"))
    assert {path.stem for path in keys} >= {"hub", *THE_SIX}
    for path in keys:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
