"""Refreshes the front-end files that the web view carries, from npm packages at pinned versions.

    python scripts/vendor.py            # fetch and unpack (needs npm)
    python scripts/vendor.py --check    # exit 1 where a file differs from its pinned digest (no network)

Each file is written beside its licence; `vendor.json` keeps package, version and SHA-256 of every file.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "comity" / "web" / "static" / "vendor"
PACKAGES = {
    "htmx.org": ("2.0.6", "0BSD", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"}),
    "cytoscape": ("3.33.1", "MIT", {"dist/cytoscape.min.js": "cytoscape.min.js", "LICENSE": "cytoscape.LICENSE"}),
    "world-atlas": (
        "2.0.2",
        "ISC; data from Natural Earth, public domain",
        {"countries-110m.json": "countries-110m.json", "LICENSE": "world-atlas.LICENSE"},
    ),
}  # fmt: skip


def fetch(package: str, version: str) -> tarfile.TarFile:
    """The package as npm packs it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, capture_output=True, text=True, check=True
        )
        data = (Path(folder) / done.stdout.split()[-1]).read_bytes()
    return tarfile.open(fileobj=io.BytesIO(data))


def refresh() -> None:
    """Write every file anew, and what it is."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    listed = {}
    for package, (version, licence, wanted) in PACKAGES.items():
        archive = fetch(package, version)
        for inside, name in wanted.items():
            member = archive.extractfile(f"package/{inside}")
            assert member is not None, f"{package} {version} holds no {inside}"
            data = member.read()
            (VENDOR / name).write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            listed[name] = {"package": package, "version": version, "licence": licence, "sha256": digest}
    (VENDOR / "vendor.json").write_text(json.dumps(listed, indent=1, sort_keys=True) + "\n", "utf-8")


def check() -> list[str]:
    """The files that are not what `vendor.json` says."""
    listed = json.loads((VENDOR / "vendor.json").read_text("utf-8"))
    return [
        name
        for name, told in listed.items()
        if hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() != told["sha256"]
    ]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(f"changed: {', '.join(check())}" if check() else 0)
    refresh()
