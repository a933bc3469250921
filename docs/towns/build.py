"""Make `service_provider/data/towns.csv.gz` out of the npm package @etalab/decoupage-administratif.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python docs/towns/build.py package/data/communes.json service_provider/data/towns.csv.gz

One line per pair: postal code, INSEE code, name; sorted, so that the same source gives the same bytes. Districts of Paris,
Lyon and Marseille are left out: their postal codes are those of the city.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path


def main(source: Path, target: Path) -> None:
    towns = json.loads(source.read_text(encoding="utf-8"))
    pairs = sorted({(code, town["code"], town["nom"]) for town in towns if town["type"] == "commune-actuelle"
                    for code in town.get("codesPostaux", ())})
    text = "".join(f"{postal_code};{code};{name}\n" for postal_code, code, name in pairs)
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(pairs)} pairs of postal code and town, {target.stat().st_size} octets")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
