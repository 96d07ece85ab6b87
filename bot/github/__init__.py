"""GitHub's REST API behind one narrow, typed surface: ``GitHubApp``, ``Client`` and their records."""

from bot.github.app import GitHubApp
from bot.github.client import Client
from bot.github.connect import connect

__all__ = ["Client", "GitHubApp", "connect"]
