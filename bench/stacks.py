"""The programs that are measured, each a process group of its own on a free port of the loopback interface.

One fake provider and one relying party serve every hub, so that a hub is all that differs.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import listener_on, tree

__all__ = ["CLIENT", "ROOT", "SECRET", "Bench", "Program", "bench"]

ROOT = Path(__file__).resolve().parent.parent
CLIENT = "bench-client-for-local-use-only"
SECRET = "bench-secret-for-local-use-only-0123456789abcdef"
_IDP_ID = "doublure-hub"
_IDP_SECRET = "doublure-hub-at-impots-for-local-use-only-0123456789"
SCOPE = "openid profile birth"


@dataclass(slots=True)
class Program:
    """One running server. `pids` are its processes as they are now."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def pids(self) -> list[int]:
        """The process and its children."""
        return tree(self.process.pid)

    @property
    def url(self) -> str:
        """Its public address."""
        return f"http://localhost:{self.port}"

    def stop(self) -> None:
        """End it and everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


@dataclass(slots=True)
class _Adopted:
    """A server that somebody else started."""

    name: str
    port: int
    pid: int

    @property
    def pids(self) -> list[int]:
        return tree(self.pid)

    def stop(self) -> None:
        """Whoever started it ends it."""


@dataclass(slots=True)
class Bench:
    """What runs. Addresses are fixed before anything starts, since each must know the others'."""

    folder: Path
    ports: dict[str, int]
    programs: dict[str, Program | _Adopted] = field(default_factory=dict)

    def url(self, name: str) -> str:
        """The public address of *name*."""
        return f"http://localhost:{self.ports[name]}"

    def start(self, name: str, *, store: str = "memory:", workers: int = 1) -> Program:
        """Start the program *name* and wait until it answers."""
        made = {
            "provider": self._provider, "relying-party": self._relying_party, "floor": self._floor, "peer": self._peer,
            "stub": self._stub,
        }.get(name)
        command, environment, probe = made() if made else self._ours(name, store, workers)
        log = (self.folder / f"{name}.log").open("wb")
        process = subprocess.Popen(
            command, cwd=ROOT, env=_plain() | environment, stdout=log, stderr=log, start_new_session=True,
        )
        program = self.programs[name] = Program(name, self.ports[name], process)
        try:
            _wait(program, probe)
        except TimeoutError as late:
            raise SystemExit(f"{late}\n{(self.folder / f'{name}.log').read_text()[-2000:]}") from None
        return program

    def adopt(self, name: str, port: int) -> None:
        """Measure the program that listens on *port*, which somebody else started and will end."""
        self.programs[name] = _Adopted(name, port, listener_on(port))

    def registration(self, hub: str) -> dict[str, object]:
        """The relying party of the benchmark as a client of *hub*."""
        return {
            "platform": "franceconnect", "client_id": CLIENT, "client_secret": SECRET, "client_name": "bench",
            "redirect_uris": [f"{self.url('relying-party')}/callback/{hub}"], "scope": f"{SCOPE} email",
            "token_endpoint_auth_method": "client_secret_post", "id_token_signed_response_alg": "ES256",
            "userinfo_signed_response_alg": "ES256", "type": "public",
            "entityId": "doublure-simulateur-entity-bench-00000000000000001",
        }

    def stop(self) -> None:
        """End everything."""
        for program in reversed(self.programs.values()):
            program.stop()

    def _granian(self, name: str, factory: str, environment: Mapping[str, str], *flags: str, workers: int = 1,
                 ) -> tuple[list[str], dict[str, str]]:
        command = [
            sys.executable, "-P", "-m", "granian", "--interface", "wsgi", *flags, "--host", "127.0.0.1", "--port",
            str(self.ports[name]), "--workers", str(workers), "--blocking-threads", "8", "--no-ws", "--log-level", "warning",
            factory,
        ]
        return command, {"PYTHONPATH": str(ROOT), **environment}

    def _house(self, store: str, state: str) -> dict[str, str]:
        return {"DOUBLURE_CONFIG": str(self.folder / "config"), "DOUBLURE_ADDRESSES": str(self.folder / f"{state}.toml"),
                "DOUBLURE_STATE": str(self.folder / state), "DOUBLURE_STORE": store}

    def _ours(self, name: str, store: str, workers: int) -> tuple[list[str], dict[str, str], str]:
        self._addresses(name)
        command, environment = self._granian(name, "broker.app:from_environment", self._house(store, name), "--factory",
                                             workers=workers)
        return command, environment, "/readyz"

    def _provider(self) -> tuple[list[str], dict[str, str], str]:
        self._addresses("provider")
        house = self._house("memory:", "provider") | {"DOUBLURE_PROVIDER": "impots"}
        command, environment = self._granian("provider", "identity_providers.app:from_environment", house, "--factory")
        return command, environment, "/readyz"

    def _stub(self) -> tuple[list[str], dict[str, str], str]:
        # In the provider's place, under the provider's address.
        told = {"BENCH_SELF": self.url("provider")}
        self.ports["stub"] = self.ports["provider"]
        command, environment = self._granian("provider", "bench.stub_provider:application", told)
        return command, environment, "/jwks"

    def _relying_party(self) -> tuple[list[str], dict[str, str], str]:
        hubs = {}
        for name in self.ports:
            if name in {"provider", "relying-party", "stub"}:
                continue
            origin = self.url(name)
            base = origin if name in {"floor", "peer"} else f"{origin}/api/v2"
            hubs[name] = {
                "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks", "client_id": CLIENT,
                "client_secret": SECRET, "scope": SCOPE,
            }
        told = {"BENCH_HUBS": json.dumps(hubs), "BENCH_SELF": self.url("relying-party")}
        command, environment = self._granian("relying-party", "bench.relying_party:application", told)
        return command, environment, f"/login/{next(iter(hubs))}"

    def _floor(self) -> tuple[list[str], dict[str, str], str]:
        command, environment = self._granian("floor", "bench.floor:application", self._hub("floor"))
        return command, environment, "/jwks"

    def _peer(self) -> tuple[list[str], dict[str, str], str]:
        folder = ROOT / "bench" / "peer"
        if not (folder / "node_modules" / "oidc-provider").exists():
            flags = ("--loglevel", "error", "--ignore-scripts", "--no-audit", "--no-fund")
            subprocess.run(["npm", "ci", *flags], cwd=folder, check=True)
        told = self._hub("peer") | {"NODE_ENV": "production", "BENCH_REDIRECT": f"{self.url('relying-party')}/callback/peer"}
        return ["node", "--no-warnings", str(folder / "hub.js")], told, "/jwks"

    def _hub(self, name: str) -> dict[str, str]:
        return {"BENCH_SELF": self.url(name), "BENCH_PROVIDER": self.url("provider"), "BENCH_CLIENT": f"{CLIENT}:{SECRET}",
                "BENCH_PROVIDER_CLIENT": f"{_IDP_ID}:{_IDP_SECRET}"}

    def _addresses(self, hub: str) -> None:
        lines = {"impots": self.ports["provider"], "hub": self.ports.get(hub, self.ports["provider"])}
        text = "".join(f'[{slug}]\npublic = "http://localhost:{port}"\ninternal = "http://127.0.0.1:{port}"\n\n'
                       for slug, port in lines.items())
        (self.folder / f"{hub}.toml").write_text(text)


@contextlib.contextmanager
def bench(folder: Path, *hubs: str) -> Iterator[Bench]:
    """The addresses and the configuration of a provider, a relying party and *hubs*; nothing runs yet, nothing is left running.

    A hub is `floor`, `peer`, or any other name for one of ours.
    """
    names = ("provider", "relying-party", *hubs)
    running = Bench(folder, dict(zip(names, _free(len(names)), strict=True)))
    _configure(running, hubs)
    try:
        yield running
    finally:
        running.stop()


def _configure(running: Bench, hubs: tuple[str, ...]) -> None:
    """A copy of `config/` in which every hub is a client of the provider, and the relying party one of ours."""
    config = running.folder / "config"
    shutil.copytree(ROOT / "config", config)
    platform = config / "broker" / "platforms" / "franceconnect.toml"
    # Floor and peer ask no civil registry either.
    platform.write_text(platform.read_text().replace("[franceconnect]", "[franceconnect]\ncivil_registry = false", 1))
    own = [hub for hub in hubs if hub not in {"floor", "peer"}]
    callbacks = [f"{running.url(hub)}{'/api/v2' if hub in own else ''}/oidc-callback" for hub in hubs]
    fake = config / "identity_providers" / "impots.toml"
    more = ", ".join(map(json.dumps, callbacks))
    fake.write_text(fake.read_text().replace("redirect_uris = [", f"redirect_uris = [{more},", 1))
    document = running.registration("") | {
        "redirect_uris": [f"{running.url('relying-party')}/callback/{hub}" for hub in own],
    }
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in document.items())
    (config / "broker" / "relying_parties" / "bench.toml").write_text(f"[bench]\n{lines}")


def _free(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("DOUBLURE_", "BENCH_", "PYTHON"))}


def _wait(program: Program, path: str) -> None:
    end = time.monotonic() + 30
    opener = urllib.request.build_opener(_NoRedirect)
    while time.monotonic() < end:
        if program.process.poll() is not None:
            break
        try:
            with opener.open(f"http://127.0.0.1:{program.port}{path}", timeout=2):
                return
        except urllib.error.HTTPError as answered:
            if answered.code < 400:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{program.name} does not answer on port {program.port}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None
