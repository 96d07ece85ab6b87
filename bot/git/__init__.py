"""Git repositories, read only: a bounded cache of bare clones, and a user's own clone."""

from bot.git.cache import CloneCache, Remote
from bot.git.run import GitDir, open_local

__all__ = ["CloneCache", "GitDir", "Remote", "open_local"]
