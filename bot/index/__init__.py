"""What a repository holds at a commit: its paths, names, lines and tags, looked up in an index on disk."""

from bot.index.build import Progress
from bot.index.indexes import Indexes
from bot.index.tags import resolve
from bot.index.tree import Tree

__all__ = ["Indexes", "Progress", "Tree", "resolve"]
