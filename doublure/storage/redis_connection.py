"""The one door to redis-py: a connection from a URL, and its failures as ours."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from redis import Redis, RedisCluster
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.cluster import ClusterNode
from redis.connection import BlockingConnectionPool
from redis.exceptions import RedisClusterException, RedisError
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry
from redis.sentinel import Sentinel

from doublure.storage.errors import StoreUnavailable
from doublure.storage.redis_commands import Command
from doublure.storage.redis_url import RedisAddress

__all__ = ["Connection", "connect"]

Client = Redis | RedisCluster


class Connection:
    """A pool of connections, opened at the first use: a house may start before its Redis. *name* is safe to be shown."""

    def __init__(self, name: str, opening: Callable[[], Client]) -> None:
        self.name = name
        self._opening = opening

    @cached_property
    def _client(self) -> Client:
        return self._opening()

    def flush(self, commands: Sequence[Command]) -> Sequence[Any]:
        """Send *commands* together and return their replies. Raises `StoreUnavailable`."""
        with self._failures():
            if len(commands) == 1:
                return [self._client.execute_command(*commands[0])]  # type: ignore[no-untyped-call]  # redis-py has no types here
            pipeline: Any = self._client.pipeline(transaction=False)
            for command in commands:
                pipeline.execute_command(*command)
            replies: list[Any] = pipeline.execute()
            return replies

    def remove_all(self, pattern: str) -> None:
        """Remove every key that matches the glob *pattern*."""
        with self._failures():
            keys: Iterator[bytes] = iter(self._client.scan_iter(match=pattern, count=1000))
            while chunk := list(itertools.islice(keys, 500)):
                self.flush([("UNLINK", key) for key in chunk])

    def ping(self) -> None:
        """Return when Redis answers (every node of a cluster)."""
        with self._failures():
            self._client.ping()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (RedisError, RedisClusterException) as failure:
            # Only the kind of failure: redis-py's own text may quote the URL and with it a password.
            raise StoreUnavailable(f"The store {self.name} does not answer ({type(failure).__name__}).") from failure


def connect(address: RedisAddress) -> Connection:
    """The connection to *address*; nothing is sent yet."""
    return Connection(address.name, lambda: _open(address))


def _open(address: RedisAddress) -> Client:
    # A lost answer is asked for again once. `take` and `once` then err on the safe side: nobody wins twice.
    defaults: dict[str, Any] = {
        "socket_connect_timeout": 2.0, "socket_timeout": 3.0, "max_connections": 64, "protocol": 2,
        "retry": Retry(ExponentialWithJitterBackoff(cap=0.2, base=0.02), 1),
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
    options = defaults | dict(address.options)
    if address.kind == "cluster":
        options.pop("db", None)
        options.pop("maint_notifications_config")
        nodes = [ClusterNode(*host) for host in address.hosts]  # type: ignore[no-untyped-call]  # redis-py has no types here
        return RedisCluster(startup_nodes=nodes, **options)
    if address.kind == "sentinel":
        options.pop("maint_notifications_config")
        watchers = {"socket_connect_timeout": 1.0, "socket_timeout": 1.0, "retry": Retry(NoBackoff(), 0)}
        watchers |= address.sentinel_options
        sentinel = Sentinel(list(address.hosts), sentinel_kwargs=watchers)  # type: ignore[no-untyped-call]  # redis-py has no types here
        master: Client = sentinel.master_for(address.service, **options)  # type: ignore[no-untyped-call]  # the same
        return master
    # Threads wait for a connection instead of failing: a burst is slower, not wrong.
    return Redis(connection_pool=BlockingConnectionPool.from_url(address.url, **({"timeout": 3.0} | options)))
