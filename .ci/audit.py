"""Judge what pip-audit has found: fail on a known vulnerability, and say of how many packages nothing is known."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(file: Path) -> int:
    """Tell what the report holds; 1 where a package has a known vulnerability."""
    packages = json.loads(file.read_text("utf-8"))["dependencies"]
    silent = [package["name"] for package in packages if "skip_reason" in package]
    for package in packages:
        for found in package.get("vulns", []):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    if silent:
        # pip-audit itself calls that "no known vulnerabilities".
        print(f"skipped: the index tells nothing of {len(silent)} of {len(packages)} packages")
    print(f"{len(packages) - len(silent)} packages were looked up")
    return int(any(package.get("vulns") for package in packages))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
