"""Ask a data provider for what the person let through: what a relying party does with its access token, within its 60 seconds.

    python docs/examples/data_provider_call.py ACCESS_TOKEN [franceconnect-plus]

The token comes from a login whose scope named data, such as `openid identite_pivot dgfip_rfr dgfip_nbpart`. The data provider
asks the hub what it is good for; nothing of that is the relying party's business.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import requests

ADDRESS = "http://localhost:4432/api/v1/data"


class DataRefusedError(Exception):
    """The data provider said no: `error` is OAuth's word for it (invalid_token, insufficient_scope …)."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__(f"{status} {document.get('error')}: {document.get('error_description')}")
        self.error = document.get("error")


def data_of(access_token: str, platform: str = "franceconnect", address: str = ADDRESS) -> dict[str, str]:
    """The data by scope. Raises `DataRefusedError`; a token that was refused is worth nothing more, and needs a new login."""
    bearer = {"Authorization": f"Bearer {access_token}"}
    answer = requests.get(address, {"platform": platform}, headers=bearer, timeout=10)
    document: dict[str, Any] = answer.json()
    if answer.status_code != 200:
        raise DataRefusedError(answer.status_code, document)
    return dict(document["data"])


if __name__ == "__main__":
    print(json.dumps(data_of(*sys.argv[1:3]), ensure_ascii=False, indent=2))
