"""Byline's clients, connected to the fake GitHub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.config import Settings, load_settings
from bot.github.app import GitHubApp
from bot.github.client import Client
from tests.fakes.github import FakeGitHub


def settings_for(fake: FakeGitHub, home: Path, **changes: Any) -> Settings:
    """Settings of the fake's App; ``home`` is any folder."""
    chosen: dict[str, Any] = {
        "home": home,
        "app_id": fake.app.id,
        "private_key": fake.key.private_pem,
        "github_api_url": fake.base_url,
        "github_token": None,
        "write_spacing_seconds": 0,
        "max_wait_seconds": 5,
    }
    return load_settings(**{**chosen, **changes})


def client_for(fake: FakeGitHub, home: Path, repository: str = "acme/widget", **changes: Any) -> Client:
    """The client of the installation that covers ``repository``."""
    return GitHubApp(settings_for(fake, home, **changes)).installation_for(repository)
