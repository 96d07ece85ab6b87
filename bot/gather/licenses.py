"""What a tree says of its licenses, from a clone: a few dozen texts, and the tops of some source files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.errors import BylineError, CouldNotLook
from bot.gather.changes import NOT_ASKED, Source
from bot.git import GitDir
from bot.git.batch import Reader, reader
from bot.git.fetching import fetch_blobs
from bot.git.history import has_commit, merge_base
from bot.git.tree import files as listed_files
from bot.github.records import clean, decoded
from detectors.licensing import comments, exclusions, headers, view
from detectors.model import ChangedFile, Contribution, Kind, LicenseView, TextFile, Unknown

READ_SECONDS: Final = 60
#: Longer license files are bundles of others' licenses.
TEXT_LIMIT: Final = 200_000
#: Bytes of all texts together: facts travel and are kept.
TOTAL_LIMIT: Final = 1_500_000
_CHANGES: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})


def look_up(source: Source, contribution: Contribution, branch: str) -> LicenseView | Unknown:
    """Return what the repository on GitHub says at the base of ``contribution``, with a clone of it.

    What cannot be looked up holds nothing else up, a passing fault included.
    """
    if contribution.kind not in _CHANGES:
        return NOT_ASKED
    files = contribution.files
    if isinstance(files, Unknown):
        return Unknown(f"the changed files could not be looked at ({files.reason})")
    try:
        base = contribution.base
        sha = base.sha if base else source.client.branch_tip(source.repository, branch)
        with source.clone(sha) as clone:
            return of_clone(clone, sha, files)
    except BylineError as error:
        return Unknown(str(error))


def of_local(clone: GitDir, contribution: Contribution, tip: str) -> LicenseView | Unknown:
    """Return what a user's own clone says where ``contribution`` begins; without that, at ``tip``."""
    if contribution.kind not in _CHANGES:
        return NOT_ASKED
    files = contribution.files
    try:
        return of_clone(clone, _start(clone, contribution, tip), () if isinstance(files, Unknown) else files)
    except CouldNotLook as error:
        return Unknown(str(error))


def _start(clone: GitDir, it: Contribution, tip: str) -> str:
    if it.base is None or not has_commit(clone, it.base.sha):
        return tip
    if it.head is None or not has_commit(clone, it.head.sha):
        return it.base.sha
    return merge_base(clone, it.base.sha, it.head.sha)


def of_clone(clone: GitDir, commit: str, files: Sequence[ChangedFile]) -> LicenseView:
    """Return what the tree of ``commit`` says, as far as it matters to a change of ``files``.

    Of a partial clone only the contents that are read are fetched.

    Raises:
        NotFound, RetryLater, CouldNotLook: git cannot read the tree, or fetch what it lacks.
    """
    blobs = dict(listed_files(clone, commit))
    wanted = view.wanted(tuple(blobs), files)
    fetch_blobs(clone, commit, [blobs[path] for path in wanted.every])
    own = GitDir(clone.path, clone.objects)  # nothing more is fetched one by one
    with reader(own, READ_SECONDS) as read:
        texts = {file.path: file for file in _texts(read, commit, blobs, wanted.every)}
    marks = exclusions.read(texts[path] for path in wanted.exclusions if path in texts)
    sample = view.samples(blobs, files, marks)
    fetch_blobs(clone, commit, [blobs[path] for path in sample])
    with reader(own, READ_SECONDS) as read:
        shares = headers.shares(_headers(read, blobs, sample))
    return LicenseView(
        commit=commit,
        licenses=_of(texts, wanted.licenses),
        metadata=_of(texts, wanted.metadata),
        exclusions=_of(texts, wanted.exclusions),
        readme=next(iter(_of(texts, wanted.readme)), None),
        headers=shares,
        documents=_of(texts, wanted.documents),
        unread=(*(path for path in wanted.every if path not in texts), *wanted.beyond),
    )


def _of(texts: Mapping[str, TextFile], paths: Sequence[str]) -> tuple[TextFile, ...]:
    return tuple(texts[path] for path in paths if path in texts)


def _texts(read: Reader, commit: str, blobs: Mapping[str, str], paths: Sequence[str]) -> Iterator[TextFile]:
    left = TOTAL_LIMIT
    for path in paths:
        blob = read.blob(blobs[path], TEXT_LIMIT)
        if blob is None or blob.size > min(TEXT_LIMIT, left) or b"\0" in blob.content:
            continue
        left -= blob.size
        yield TextFile(clean(path), decoded(blob.content), commit)


def _headers(
    read: Reader, blobs: Mapping[str, str], paths: Sequence[str]
) -> Iterator[tuple[str, headers.Header | None]]:
    """Yield the header of each sampled file; empty, generated and unreadable files are no sample."""
    for path in paths:
        blob = read.blob(blobs[path], comments.MAX_CHARS)
        text = blob.content.decode("utf-8", "replace") if blob else ""
        if text.strip() and not headers.is_generated(text, path):
            yield path, headers.read(text, path)
