"""Style sheet and scripts, read once at start."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, abort, request

__all__ = ["add_statics"]

_HERE = Path(__file__).parent / "static"
_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


def add_statics(app: Flask, folder: Path = _HERE, prefix: str = "/static") -> None:
    """`GET {prefix}/<name>` for every file of *folder* with a known ending, with an ETag."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.suffix in _MEDIA}
    tags = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in files.items()}

    def serve(name: str) -> Response:
        if name not in files:
            abort(404)
        response = Response(files[name], content_type=_MEDIA[Path(name).suffix])
        response.set_etag(tags[name])
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response

    app.add_url_rule(f"{prefix}/<name>", f"static {prefix}", serve)
