"""Fixtures that every test may use, and two rules: no network beyond this machine, no silent skip in CI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import npm_assets
from tests.browser.fixtures import accessible, axe, chromium, page
from tests.fakes import emulate
from tests.fakes.emulate import Emulator
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import AppKey, generate_app_key
from tests.fakes.openapi import Contract, load_contract
from tests.fakes.repository import RepositoryBuilder
from tests.npm_assets import NpmAssets

#: One browser for all tests of a process: Playwright cannot be started twice in one.
__all__ = ["accessible", "axe", "chromium", "page"]

Report = pytest.TestReport | pytest.CollectReport


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let tests reach this machine only."""
    if not config.option.allow_hosts:
        config.option.allow_hosts = "127.0.0.1,localhost,::1"
    config.option.allow_unix_socket = True


def everything_required() -> bool:
    """Say whether a skip is a failure: where CI installs all that tests need."""
    return os.environ.get("CI", "").lower() == "true" or os.environ.get("BYLINE_REQUIRE_ALL") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn the skip of a test into a failure where everything is required."""
    report = yield
    return _judged(report)  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Turn the skip of a module into a failure where everything is required."""
    report = yield
    return _judged(report)  # type: ignore[return-value]


def _judged(report: Any) -> Report:
    judged: Report = report
    if judged.skipped and not hasattr(judged, "wasxfail") and everything_required():
        judged.outcome = "failed"
        judged.longrepr = f"skipped where everything is required: {judged.longrepr}"
    return judged


@pytest.fixture(scope="session")
def app_key() -> AppKey:
    """The App's key pair."""
    return generate_app_key()


@pytest.fixture(scope="session")
def npm() -> NpmAssets:
    """The material from npm; skips where it is not installed."""
    assets = npm_assets.find()
    if assets is None:
        pytest.skip("run python -m tests.npm_assets first (needs npm)")
    return assets


@pytest.fixture(scope="session")
def payloads(npm: NpmAssets) -> list[tuple[str, str, dict[str, Any]]]:
    """GitHub's example webhooks as (event, name, payload)."""
    return list(npm.payloads())


@pytest.fixture(scope="session")
def contract(npm: NpmAssets) -> Contract:
    """GitHub's REST description; skips where it is not installed."""
    return load_contract(npm.openapi)


@pytest.fixture
def github(app_key: AppKey, tmp_path: Path) -> Iterator[FakeGitHub]:
    """Yield a fake GitHub that fails the test when a request breaks GitHub's description.

    Without the description (no npm) requests are not checked. A test that breaks it on purpose clears
    ``github.violations``.
    """
    assets = npm_assets.find()
    fake = FakeGitHub(app_key, tmp_path / "github", load_contract(assets.openapi) if assets else None)
    try:
        yield fake
    finally:
        fake.close()
    if fake.violations:
        pytest.fail("requests that GitHub would not take:\n" + "\n".join(dict.fromkeys(fake.violations)))


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    """Return an empty bare git repository to fill."""
    return RepositoryBuilder(tmp_path / "built.git")


@pytest.fixture
def start_emulator(npm: NpmAssets, app_key: AppKey, tmp_path: Path) -> Iterator[Callable[[str], Emulator]]:
    """Yield a function that starts the npm emulator with webhooks to an address."""
    running: list[Emulator] = []

    def start(webhook_url: str, owner: str = "maintainer") -> Emulator:
        running.append(emulate.start(npm, app_key, tmp_path, webhook_url, owner))
        return running[-1]

    yield start
    for emulator in running:
        emulator.close()
