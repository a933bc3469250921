"""`make bench`, `make growth`, `make soak`: measure, print a table, leave the same as JSON.

Every stack is real and stays up; bursts alternate; the ratio of medians and its spread is the result.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import growing, measuring, soaking
from bench.figures import Figure, table
from bench.machine import description
from bench.stacks import ROOT

_KINDS: dict[str, Callable[[Path, argparse.Namespace], tuple[list[Figure], dict[str, Any]]]] = {
    "bench": measuring.run, "growth": growing.run, "soak": soaking.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=sorted(_KINDS), default="bench")
    parser.add_argument("--logins", type=int, default=50_000, help="of the soak")
    parser.add_argument("--rounds", type=int, default=20, help="alternations of the bursts")
    parser.add_argument("--only", default="", help="parts of the bench, by comma: cpu, latency, start, redis, workers")
    parser.add_argument("--json", type=Path, default=ROOT / "bench" / "results", help="folder for the results as JSON")
    given = parser.parse_args()
    # The driver's own pauses would count as those of whoever it waits for.
    gc.freeze()
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="doublure-bench-") as folder:
        figures, details = _KINDS[given.kind](Path(folder), given)
    machine = description()
    given.json.mkdir(parents=True, exist_ok=True)
    document = {"kind": given.kind, "date": time.strftime("%Y-%m-%d", time.gmtime(started)), "machine": machine,
                "seconds": round(time.time() - started), "figures": [figure.as_dict() for figure in figures], "details": details}
    (given.json / f"{given.kind}.json").write_text(json.dumps(document, indent=1) + "\n")
    print(f"\n{document['date']}, commit {machine['commit']}, {machine['processor']}, {machine['cores']} cores, "
          f"{machine['memory_gb']} GB, {document['seconds']} s\n")
    print(table(figures))


if __name__ == "__main__":
    main()
