"""What one round of answers has open: the index, the tree's paths, and git to read contents again."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from bot.errors import CouldNotLook
from bot.git.batch import Reader, reader
from bot.git.run import GitDir
from bot.index.listing import Listing
from bot.index.nearest import Names
from bot.index.store import Definition, Store
from bot.index.tags import Tags
from bot.index.words import MAX_WORD, key

SECONDS: Final = 60
FILE_LIMIT: Final = 2_000_000
#: Contents that one round of answers reads at most.
MAX_READ: Final = 600
#: Shorter names are not looked for in other spellings: too many things are called so.
_MIN_KEY: Final = 4


class Reading:
    """One round of answers. Contents and words that were asked for once are kept until its end."""

    def __init__(
        self, stack: ExitStack, store: Store, listing: Listing, clone: GitDir, names: Names, repository: str
    ) -> None:
        self.store = store
        self.listing = listing
        self.clone = clone
        self.names = names
        #: The project's own name, in lower case.
        self.repository_name = repository.rstrip("/").rpartition("/")[2].removesuffix(".git").casefold()
        #: Whether something could not be read that had to be: then nothing is surely absent.
        self.missed = False
        self._blobs = frozenset(listing.blobs)
        self._stack = stack
        self._reader: Reader | None = None
        self._tags: Tags | None = None
        self._texts: dict[int, str | None] = {}
        self._words: dict[str, frozenset[int]] = {}
        self._folded: dict[int, str] = {}
        self._any_case: dict[str, frozenset[int]] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}

    def with_word(self, word: str) -> frozenset[int]:
        """Return the contents of the tree that hold a word, spelled in this way."""
        word = word[:MAX_WORD]
        if word not in self._words:
            self._words[word] = frozenset(self.store.with_word(word) & self._blobs)
        return self._words[word]

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return how the tree spells a name: the name itself, else other usual spellings of it."""
        if name not in self._spellings:
            found = [name] if self.with_word(name) else []
            folded = key(name[:MAX_WORD])
            if not found and len(folded) >= _MIN_KEY:
                found = [text for text, blobs in self._of_key(folded).items() if blobs]
            self._spellings[name] = tuple(found)
        return self._spellings[name]

    def in_any_case(self, word: str) -> frozenset[int]:
        """Return the contents of the tree that hold a word in any spelling."""
        folded = key(word[:MAX_WORD])
        if folded not in self._any_case:
            self._any_case[folded] = frozenset().union(*self._of_key(folded).values())
        return self._any_case[folded]

    def _of_key(self, folded: str) -> dict[str, frozenset[int]]:
        found = {text: frozenset(blobs & self._blobs) for text, blobs in self.store.with_key(folded).items()}
        self._words |= found
        return found

    def definitions(self, name: str) -> list[Definition]:
        """Return where the tree defines a name, spelled in this way."""
        return [found for found in self.store.definitions(name) if found.blob in self.listing.blobs]

    def is_defined(self, name: str) -> bool:
        """Whether the tree defines a name."""
        return any(found.blob in self.listing.blobs for found in self.store.definitions(name))

    def is_there(self, name: str) -> bool:
        """Whether the tree defines a name, or has it as a word."""
        return self.is_defined(name) or bool(self.with_word(name))

    @property
    def tags(self) -> Tags:
        """The clone's tags."""
        if self._tags is None:
            self._tags = Tags(self.clone)
        return self._tags

    def text(self, blob: int) -> str | None:
        """Return the beginning of a content; ``None`` where it cannot be read now."""
        if blob not in self._texts:
            if len(self._texts) >= MAX_READ:
                self.missed = True
                return None
            self._texts[blob] = self._read(blob)
        self.missed = self.missed or self._texts[blob] is None
        return self._texts[blob]

    def folded(self, blob: int) -> str:
        """Return the beginning of a content in lower case; ``""`` where it cannot be read."""
        if blob not in self._folded:
            text = self.text(blob) or ""
            lower = text.lower()
            self._folded[blob] = lower if len(lower) == len(text) else text  # places must stay the same
        return self._folded[blob]

    def _read(self, blob: int) -> str | None:
        try:
            if self._reader is None:
                self._reader = self._stack.enter_context(reader(self.clone, SECONDS))
            found = self._reader.blob(self.store.sha(blob), FILE_LIMIT)
        except (CouldNotLook, OSError):
            return None
        return found.content.decode("utf-8", "replace") if found else None
