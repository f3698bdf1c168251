"""`make sbom`: what production is made of, as CycloneDX JSON in var/sbom.json.

The Python packages with their hashes come from requirements-fast.lock by cyclonedx-py; what is vendored in static/ comes from the
versions in scripts/vendor.sh. The whole is checked against the schema before it is written, and is the same for the same files."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-fast.lock"
OUTPUT = ROOT / "var" / "sbom.json"
SCHEMA = SchemaVersion.V1_6

# The variable of scripts/vendor.sh, the npm package, its licence, and what of it lies here.
VENDORED = (
    ("HTMX", "htmx.org", "0BSD", ("static/js/htmx.min.js",)),
    (
        "INTER",
        "@fontsource-variable/inter",
        "OFL-1.1",
        ("static/fonts/inter-latin.woff2", "static/fonts/inter-latin-ext.woff2"),
    ),
    ("LUCIDE", "lucide-static", "ISC", ("static/img/icons.svg",)),
)


def vendored(script: str) -> list[dict[str, Any]]:
    """A component for each package of scripts/vendor.sh, whose text is `script`. Raises ValueError where one has no version."""
    versions = dict(re.findall(r"^([A-Z]+)=(\S+)$", script, re.MULTILINE))
    if set(versions) != {variable for variable, *_rest in VENDORED}:
        raise ValueError(
            f"scripts/vendor.sh brings {sorted(versions)}, and this knows {[v for v, *_rest in VENDORED]}"
        )
    return [
        _component(name, versions[variable], licence, files) for variable, name, licence, files in VENDORED
    ]


def _component(name: str, version: str, licence: str, files: tuple[str, ...]) -> dict[str, Any]:
    scope, _slash, short = name.rpartition("/")
    purl = f"pkg:npm/{scope.replace('@', '%40') + '/' if scope else ''}{short}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        **({"group": scope} if scope else {}),
        "name": short,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": licence}}],
        "components": [
            {
                "type": "file",
                "bom-ref": file,
                "name": file,
                "hashes": [
                    {"alg": "SHA-256", "content": hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}
                ],
            }
            for file in files
        ],
    }


def locked() -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        str(LOCK),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    ]
    as_json = [
        "--output-reproducible",
        "--no-validate",
        "--spec-version",
        SCHEMA.to_version(),
        "--output-format",
        "JSON",
        "--output-file",
        "-",
    ]
    done = subprocess.run([*command, *as_json], capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def fault(bom: str) -> str:
    """What is wrong with `bom` by the schema; empty where nothing is."""
    wrong = JsonStrictValidator(SCHEMA).validate_str(bom)
    return str(wrong) if wrong else ""


def build() -> str:
    """The whole, as JSON. Raises ValueError where it does not keep to the schema."""
    bom = locked()
    more = vendored((ROOT / "scripts" / "vendor.sh").read_text(encoding="utf-8"))
    bom["components"] = [*bom["components"], *more]
    root = bom["metadata"]["component"]
    root["version"] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    bom["dependencies"] = [*bom.get("dependencies", []), *({"ref": one["bom-ref"]} for one in more)]
    for entry in bom["dependencies"]:
        if entry["ref"] == root["bom-ref"]:
            entry["dependsOn"] = sorted({*entry.get("dependsOn", []), *(one["bom-ref"] for one in more)})
    text = json.dumps(bom, indent=2, sort_keys=True) + "\n"
    if wrong := fault(text):
        raise ValueError(wrong)
    return text


if __name__ == "__main__":
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(written := build(), encoding="utf-8")
    print(f"{OUTPUT.relative_to(ROOT)}: {len(json.loads(written)['components'])} components")
