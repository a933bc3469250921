"""Redis behind a Sentinel, and Redis as a cluster of two nodes: real ones, on loopback."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from doublure.testing.child import free_port
from doublure.testing.servers import RedisServer


class SentinelServer(RedisServer):
    """A Sentinel that watches *master* under the name `main`."""

    def __init__(self, master: RedisServer) -> None:
        super().__init__()
        self._master = master

    @property
    def url(self) -> str:
        return f"redis+sentinel://127.0.0.1:{self.port}/main"

    def _command(self) -> Sequence[str | Path]:
        settings = self.folder / "sentinel.conf"
        settings.write_text(f"port {self.port}\nbind 127.0.0.1\ndir {self.folder}\n"
                            f"sentinel monitor main 127.0.0.1 {self._master.port} 1\n", encoding="ascii")
        binary = shutil.which("redis-server")
        assert binary, "redis-server is not installed"
        return [binary, str(settings), "--sentinel"]

    def _answers(self) -> bool:
        try:
            return str(self._master.port).encode() in self.ask("SENTINEL", "get-master-addr-by-name", "main")
        except OSError:
            return False


@contextmanager
def cluster() -> Iterator[str]:
    """Two nodes, each with half of the slots."""
    with ExitStack() as stack:
        # Without a port for the bus a node takes its own plus 10000, which may be too high or taken.
        buses = [str(free_port()) for _ in range(2)]
        nodes = [stack.enter_context(RedisServer("--cluster-enabled", "yes", "--cluster-port", bus)) for bus in buses]
        for number, node in enumerate(nodes):
            # Distinct epochs settle at once who owns what.
            assert node.ask("CLUSTER", "SET-CONFIG-EPOCH", str(number + 1)).startswith(b"+OK")
            assert node.ask("CLUSTER", "ADDSLOTSRANGE", str(8192 * number), str(8192 * number + 8191)).startswith(b"+OK")
        assert nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", str(nodes[1].port), buses[1]).startswith(b"+OK")
        deadline = time.monotonic() + 20
        whole = {b"cluster_state:ok", b"cluster_slots_ok:16384"}
        while not all(whole <= set(node.ask("CLUSTER", "INFO").split()) for node in nodes):
            assert time.monotonic() < deadline, "the cluster did not come together"
            time.sleep(0.05)
        yield f"redis+cluster://{','.join(f'127.0.0.1:{node.port}' for node in nodes)}"
