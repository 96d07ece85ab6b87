"""The manifest that registers the App, and where a browser takes it.

Rule: "Registering a GitHub App from a manifest" in GitHub's documentation.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from bot.github import asks
from bot.setup.choice import Choice

_ABOUT = "Says where contributions come from, and applies the project's own policy."


def manifest(choice: Choice, home: str) -> dict[str, Any]:
    """Return the manifest. ``home`` is the address by which the browser that set this up knows the server."""
    site = choice.public_url or home
    granted = {one.name: one.level for one in asks.permissions(choice.parts)}
    return {
        "name": choice.name,
        "description": _ABOUT,
        "url": site,
        "hook_attributes": {"url": choice.hook_url, "active": True},
        "redirect_url": f"{home}/setup/callback",
        "callback_urls": [f"{site}/signin/callback"],
        "public": False,
        "request_oauth_on_install": False,
        "default_permissions": granted,
        "default_events": [one.name for one in asks.events(granted)],
    }


def registration_url(choice: Choice, state: str) -> str:
    """Return the page of GitHub that takes the manifest, for one's own account or for an organization."""
    whose = f"/organizations/{quote(choice.owner, safe='')}" if choice.owner else ""
    return f"{choice.web}{whose}/settings/apps/new?{urlencode({'state': state})}"
