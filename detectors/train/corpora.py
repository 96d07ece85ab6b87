"""Read labelled texts, clean them with the runtime's own ``clean``, drop doubles, and split them by
repository.

A corpus is JSON Lines (``.jsonl`` or ``.jsonl.gz``) with ``id repo kind label basis agent date author text``
and, for written pairs, ``pair``. Three parts come out, by rules that look at names only, never at a score:

- ``train``: may be fitted. Every record has a fold (by repository, so that a project is in one fold only).
- ``hold``: human texts that may only be calibrated on, and the part of the written texts that only measures
recall.
- ``dev``: files with ``.dev.`` in their name; never fitted.

"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from detectors.authorship.clean import clean
from detectors.authorship.comments import comments
from detectors.authorship.language import is_english

FOLDS: Final = 3
#: Bases whose label is not sure enough to fit or to set a threshold on.
UNSURE: Final = frozenset({"ban-project-2026"})
#: Whole projects kept out of fitting: they set thresholds, so that form, bullet-list and house-style false
#: alarms stay
#: visible. The first three are form-heavy or bullet-heavy; the others forbid machine writing and have recent
#: commits.
CALIBRATION_ONLY: Final = frozenset(
    {"bitcoin/bitcoin", "moq-wg/moq-transport", "microsoft/playwright"}
    | {"libsdl-org/sdl", "gentoo/portage", "elementary/gala", "gnome/loupe"}
)
_HELD_RECENT_SHARE: Final = 0.45
_HELD_WRITTEN_SHARE: Final = 0.35
#: Unmarked text after this month is contaminated by undisclosed machine writing.
_LAST_CLEAN: Final = "2025-10"
_LANGUAGE_WORDS: Final = 8
#: Share of the machine side's weight that texts written item by item hold; chosen by cross-fit on ``train``.
WRITTEN_SHARE: Final = 0.5
_NOT_HUMAN: Final = ("weekly digest",)
#: Texts that a language model wrote for Byline, item by item, as versions of human texts (``pair`` names
#: each). They are the project's own, so they come with it; they are only ever fitted.
OWN: Final = Path(__file__).parent / "written" / "written-own.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled text, cleaned. ``ai`` is the label; ``part`` and ``fold`` say what it may be used for."""

    id: str
    repo: str
    kind: str
    ai: bool
    basis: str
    agent: str
    date: str
    zone: str
    source: str
    raw: str
    prose: str
    words: int
    code_share: float
    form_share: float
    part: str
    fold: int
    lang: str = ""
    list_share: float = 0.0

    @property
    def written(self) -> bool:
        """Whether the text was written item by item for training, not found in a project."""
        return self.source.startswith(("written", "paired"))

    @property
    def recent(self) -> bool:
        """Whether the date is 2023 or later."""
        return self.date >= "2023"


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def fold_of(repo: str) -> int:
    """Return the fold of a repository: a hash of its name, so that no list has to be kept."""
    return _hash("fold:" + repo) % FOLDS


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one file.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is no JSON.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def _held_repositories(paths: Iterable[Path]) -> tuple[set[str], set[str]]:
    """Written texts of these repositories only measure; the human records paired with them are not fitted."""
    repos: set[str] = set()
    pairs: set[str] = set()
    for path in paths:
        if path.name.startswith(("written", "paired")) and path.name != OWN.name:
            for row in read(path):
                if _hash("held:" + row["repo"].lower()) % 1000 < _HELD_WRITTEN_SHARE * 1000:
                    repos.add(row["repo"].lower())
                    if row.get("pair"):
                        pairs.add(row["pair"])
    return repos, pairs


def _calibration_repositories(paths: Iterable[Path]) -> set[str]:
    """The fixed projects, and a share of those with recent human text, picked by a hash of their names."""
    recent = {row["repo"].lower() for path in paths if "recent" in path.name for row in read(path)}
    return {
        repo for repo in recent if _hash("recent:" + repo) % 1000 < _HELD_RECENT_SHARE * 1000
    } | CALIBRATION_ONLY


def load(paths: Iterable[Path]) -> list[Record]:
    """Read, clean and split all files; doubles dropped. Of code only the comments are prose, and none of it
    is fitted.
    """
    ordered = sorted(paths, key=lambda p: (".dev." not in p.name, "recent" not in p.name, p.name))
    held, pairs = _held_repositories(ordered)
    kept = _calibration_repositories(ordered)
    seen: set[str] = set()
    out: list[Record] = []
    for path in ordered:
        for row in read(path):
            record = _record(row, path, held, pairs, kept)
            if record is None or f"{record.kind}:{record.id}" in seen:
                continue
            key = hashlib.sha256((record.prose.lower()[:300] or record.raw).encode()).hexdigest()
            if key in seen:
                continue
            seen.update((f"{record.kind}:{record.id}", key))
            out.append(record)
    return out


def _record(
    row: dict[str, Any], path: Path, held: set[str], pairs: set[str], kept: set[str]
) -> Record | None:
    if row["label"] not in ("human", "ai") or row["basis"] in UNSURE:
        return None
    if row["label"] == "human" and (row["date"][:7] >= _LAST_CLEAN or _is_digest(row)):
        return None
    if row["basis"].startswith("assisted-by"):
        return None
    repo = row["repo"].lower()
    source = row["source"]
    part = "dev" if ".dev." in path.name else "train"
    written = path.name.startswith(("written", "paired"))
    only_measures = written and path.name != OWN.name and repo in held
    if part == "train" and (only_measures or row["id"] in pairs):
        part = "hold"
    if part == "train" and not written and repo in kept:
        part = "hold"
    code = row["kind"] == "code"
    if code and part == "train":
        part = "hold"
    cleaned = clean(comments(row["text"], row["lang"]) if code else row["text"])
    if cleaned.words >= _LANGUAGE_WORDS and not is_english(cleaned.prose):
        return None
    return Record(
        row["id"],
        repo,
        row["kind"],
        row["label"] == "ai",
        row["basis"],
        row.get("agent", ""),
        row["date"],
        row.get("tz", ""),
        source,
        row["text"],
        cleaned.prose,
        cleaned.words,
        cleaned.code_share,
        cleaned.form_share,
        part,
        fold_of(repo),
        row["lang"] if code else "",
        cleaned.list_share,
    )


def _is_digest(row: dict[str, Any]) -> bool:
    return any(phrase in (row.get("title") or "").lower() for phrase in _NOT_HUMAN)


def pairs_of(paths: Iterable[Path]) -> dict[str, str]:
    """Return, for each machine-written text with a twin, the id of the human text that it is a version of."""
    return {row["id"]: row["pair"] for path in paths for row in read(path) if row.get("pair")}


def weights(records: list[Record], written: float = WRITTEN_SHARE) -> list[float]:
    """Return a weight for each record: 1 / sqrt(size of its repository and label), both labels summing to one
    half.

    Of the machine side, texts written item by item together hold the share ``written``, whatever their
    number: they are few, and hold the styles that projects do not show.

    """
    size = Counter((record.repo, record.ai) for record in records)
    raw = [size[record.repo, record.ai] ** -0.5 for record in records]
    groups = [(record.ai, record.ai and record.written) for record in records]
    total: Counter[tuple[bool, bool]] = Counter()
    for weight, group in zip(raw, groups, strict=True):
        total[group] += weight
    share = {(False, False): 1.0, (True, True): written, (True, False): 1.0 - written}
    if not total[True, True] or not total[True, False]:
        share |= {(True, True): 1.0, (True, False): 1.0}
    return [w * share[g] / total[g] / 2 * len(records) for w, g in zip(raw, groups, strict=True)]


def stripped(record: Record) -> Record:
    """Return the record as if its Markdown had been stripped before posting."""
    text = "\n".join(
        line.lstrip("#>*-+ \t").replace("`", "").replace("*", "") for line in record.raw.split("\n")
    )
    cleaned = clean(text)
    return replace(record, raw=text, prose=cleaned.prose, words=cleaned.words, list_share=cleaned.list_share)
