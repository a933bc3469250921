"""Towns for a script that offers them while one types (AMB-06)."""

from __future__ import annotations

from flask import Flask, jsonify, request
from werkzeug.wrappers import Response

from service_provider.house import House

__all__ = ["mount"]

#: No name of a town is longer than the last.
_SHORTEST, _MOST, _LONGEST = 3, 50, 60


def mount(app: Flask, house: House) -> None:
    """`/villes?debut=…`: a list of `75001 Paris` in JSON, at most fifty."""

    @app.get("/villes")
    def towns() -> Response:
        text = request.args.get("debut", "").strip()[:_LONGEST]
        found = house.towns.beginning(text, _MOST) if len(text) >= _SHORTEST else ()
        return jsonify([str(town) for town in found])
