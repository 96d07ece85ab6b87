"""The dashboard: what came in, what came of it and why. Server-rendered pages for maintainers."""

from bot.dashboard.access import Access
from bot.dashboard.operations import create_operations
from bot.dashboard.pages import create_pages
from bot.dashboard.site import Site, harden

__all__ = ["Access", "Site", "create_operations", "create_pages", "harden"]
