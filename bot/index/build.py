"""Reading a tree's contents into the index: each content once, however many trees hold it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.errors import CouldNotLook
from bot.git.batch import Blob, reader
from bot.git.fetching import missing
from bot.git.run import GitDir
from bot.git.tree import listed
from bot.index.languages import language_of
from bot.index.store import Entry, Store, Writer
from bot.index.symbols import symbols_in
from bot.index.words import words_of

Progress = Callable[[int, int], None]

READ_SECONDS: Final = 1800
#: Bytes of one file whose words are read; code is rarely longer, and data is not worth more.
CODE_LIMIT: Final = 8_000_000
TEXT_LIMIT: Final = 1_000_000
#: Longer files are not parsed.
PARSE_LIMIT: Final = 1_000_000
_CODE_WORDS: Final = 100_000
_TEXT_WORDS: Final = 20_000
#: Contents written at once: what is written stays when the rest fails.
_BATCH: Final = 2_000
#: What stands in the tree for a content that is kept elsewhere (Git LFS, docs/spec.md).
_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_HEAD: Final = 8_000  # git, too, looks for a zero byte in so many bytes to tell binary from text
_LONG_LINE: Final = 5_000
_BINARY: Final = re.compile(
    r"\.(?:png|jpe?g|gif|bmp|ico|icns|webp|tiff?|psd|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|"
    r"class|o|a|so|dll|dylib|exe|lib|pyc|wasm|bin|dat|db|sqlite|ttf|otf|woff2?|eot|mp[34]|m4a|ogg|wav|flac|avi|"
    r"mov|webm|pcap|pcapng|keystore|p12|pfx|der|onnx|pt|npy|npz|parquet|snap)\Z",
    re.IGNORECASE,
)
_GENERATED: Final = re.compile(
    r"(?:\.min\.(?:js|css)|\.map|\.lock|\.svg|[-_.]lock\.(?:json|ya?ml)|go\.sum|npm-shrinkwrap\.json)\Z"
)


def build(store: Store, clone: GitDir, commit: str, progress: Progress | None) -> list[Entry]:
    """Index what a commit's tree holds and is not indexed yet; return the tree's entries.

    Nothing is fetched: contents that a partial clone lacks are marked as unread, and tried again next time.

    Raises:
        CouldNotLook, RetryLater: git could not read the tree.
    """
    entries = _listed(clone, commit)
    paths = {sha: path for kind, sha, path in reversed(entries) if kind == "f" and not _BINARY.search(path)}
    known = store.blob_ids(list(paths))
    absent = missing(clone, commit) if len(known) < len(paths) else frozenset()
    wanted = [sha for sha in paths if sha not in known and sha not in absent]
    _read(store, clone, wanted, paths, progress)
    known |= store.blob_ids(wanted)
    return [_entry(kind, known.get(sha, 0), sha in paths, path) for kind, sha, path in entries]


def _entry(kind: str, blob: int, is_text: bool, path: str) -> Entry:
    return Entry("u" if kind == "f" and is_text and not blob else kind, blob, path)


def _listed(clone: GitDir, commit: str) -> list[tuple[str, str, str]]:
    """Return (kind, id, path) of all that a tree holds but folders."""
    kinds = {"120000": "l", "160000": "s"}
    return [(kinds.get(mode, "f"), sha, path) for mode, sha, path in listed(clone, commit)]


def _read(
    store: Store, clone: GitDir, shas: list[str], paths: dict[str, str], progress: Progress | None
) -> None:
    for at in range(0, len(shas), _BATCH):
        batch = shas[at : at + _BATCH]
        with store.writing() as writer, reader(clone, READ_SECONDS) as read:
            try:
                for done, (sha, blob) in enumerate(
                    zip(batch, read.blobs(batch, CODE_LIMIT), strict=True), at + 1
                ):
                    if blob:
                        _add(writer, blob, paths[sha])
                    if progress and done % 100 == 0:
                        progress(done, len(shas))
            except CouldNotLook:  # a damaged object: the rest of the batch counts as unread
                continue
    if progress and shas:
        progress(len(shas), len(shas))


def _add(writer: Writer, blob: Blob, path: str) -> None:
    content = blob.content
    is_binary = b"\0" in content[:_HEAD] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_binary or content.startswith(_POINTER):
        writer.add(blob.sha, blob.size, None, (), (), whole=False)
        return
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    language = language_of(path)
    is_code = bool(language) and not _GENERATED.search(path)
    limit = CODE_LIMIT if is_code else TEXT_LIMIT
    words = words_of(content[:limit], _CODE_WORDS if is_code else _TEXT_WORDS)
    parse = is_code and len(content) <= PARSE_LIMIT and not _is_minified(content)
    symbols = symbols_in(content, language) if parse else []
    writer.add(blob.sha, blob.size, blob.lines, words, symbols, whole=blob.size <= limit)


def _is_minified(content: bytes) -> bool:
    """Whether the file has hardly any line ends: made by a program, and without names worth knowing."""
    return len(content) > _LONG_LINE and content.count(b"\n") < len(content) // _LONG_LINE
