"""Version numbers in a sentence or a form: whose they are, and whether the text is about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detectors.references.model import Claim

DEVELOPMENT: Final = "a version in development"
PACKAGE: Final = "a distribution's package"

_VERSION = re.compile(
    r"(?<![\w./@:$\\-])(?P<v>v(?:er(?:sion)?)?\.?\s?)?(?P<number>\d{1,4}(?:\.\d{1,5}){1,4})"
    r"(?P<tail>[-.+~]?(?:rc|alpha|beta|pre|preview|dev|snapshot|nightly|git|canary|post|final|ga"
    r"|release|[abpm](?=\d))"
    r"[\w.+~-]{0,20}|[-+~][\w.+~-]{1,30})?(?![\w/%:]|\.\d)",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?<![\w./-])([A-Za-z][\w-]{0,40})/(\d{1,4}(?:\.\d{1,5}){1,4})(?=[\s,;)`'\"]|\.?\Z)", re.ASCII
)
_TAG = re.compile(
    r"\b(?:tag"
    r"|release)\s+[`\"'“]?((?:[A-Za-z][A-Za-z0-9]{0,30}[-_/]){0,6}v?\d+(?:[._-]\d+){1,4}[\w.-]{0,20})",
    re.ASCII,
)
#: A tag as projects write it, with their name: "curl-8_15_0", "tokio-1.40.0".
_NAMED_TAG = re.compile(
    r"(?<![\w./@-])([A-Za-z][A-Za-z0-9]{1,30})-v?\d{1,3}(?:[._]\d{1,4}){1,3}(?![\w/\\@+~-]|\.\w)", re.ASCII
)
_DEVELOPED = re.compile(r"dev|snapshot|nightly|git|canary|master|head|next", re.IGNORECASE)
_PRERELEASE = re.compile(
    r"[-.+~]?(?:rc|alpha|beta|pre|preview|post|final|ga|release|[abpm]\d)", re.IGNORECASE
)
_LAST_WORDS = re.compile(r"[A-Za-z][\w.+#-]*|[^\sA-Za-z]+")
#: Words that may stand between a project's name and its version, or before a version of this project.
_VERSION_WORDS: Final = frozenset({"version", "versions", "ver", "v", "release", "releases", "tag", "build"})
_ABOUT: Final = frozenset(
    {"in", "on", "with", "using", "use", "running", "against", "at", "of", "from", "affects"}
)
_NEUTRAL: Final = _VERSION_WORDS | _ABOUT | frozenset(
    {"the", "latest", "current", "stable", "is", "to", "for", "after", "since", "and", "or", "between",
     "affected", "recent", "newest", "updated", "upgraded", "upgrading", "updating", "installed", "as", "by",
     "still", "this"}
)  # fmt: skip
_NOT_ABOUT = re.compile(
    r"(?:\b(?:fixed|fix|resolved|solved|works?|worked|working|fine|ok|okay|good|require[sd]?"
    r"|requires?|needs?|minimum|least"
    r"|support(?:s|ed)?|before|prior|until|till|unlike|downgrad\w+|revert\w*|back to|depends?"
    r"|dependency|compatible"
    r"|introduced|added|planned|target|milestone|next|upcoming|future|other than|not in|scheduled"
    r"|will|drop(?:s|ped)?"
    r"|bump(?:s|ed|ing)?|deprecated|removed)\b[^.\n;]{0,25}|[<>=~^≥≤]\s?)\Z",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(
    r"\s?(?:\+|or (?:later|newer|above|higher|greater|older|earlier|lower)|and (?:up|above|later))"
)
_UNIT_AFTER = re.compile(
    r"\s?(?:x|%|°|[kmgt]i?b(?:/s)?|bytes?|bits?|ms|us|ns|s|secs?|seconds?|mins?|minutes?|hours?"
    r"|days?|years?|times?|px"
    r"|em|rem|pt|hz|[kmg]hz|fps|gb|usd|eur|points?|percent|inch\w*|mm|cm|m|km|kg)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[\s#*_>-]{0,12}(?:(?P<name>[\w .+/-]{1,40}?)\s)?(?:versions?|release|tag|commit(?: hash| id"
    r"| sha)?|revision)"
    r"(?:\s(?:affected|used|tested|number|info(?:rmation)?|of\s(?P<of>[\w .+-]{1,40})|or commit(?: hash)?))?"
    r"[\s*_?`]{0,6}(?P<colon>[:=]?)[\s*_`]{0,6}",
    re.IGNORECASE,
)
_LABEL_NAMES: Final = frozenset(
    {"", "affected", "the", "current", "package", "library", "app", "application", "software", "product",
     "project",
     "tested", "your", "my", "which", "what", "used", "installed", "module", "plugin", "tool", "release",
     "git", "our",
     "this", "library/package", "extension", "sdk", "latest", "exact", "in which", "crate", "gem"}
)  # fmt: skip
_FIELD_VALUE = re.compile(r"\s*[`*\"']*(?:[vV]ersion\s)?(\S.{0,80}|)")
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b")


@dataclass(frozen=True, slots=True)
class Release:
    """A version from ``start`` to ``end``. ``claim`` is ``None`` where it is too loose to be a citation.

    ``rank`` orders what the text is about (the lower, the surer); ``None`` where it is about another one.
    """

    name: str
    start: int
    end: int
    claim: Claim | None
    rank: int | None
    hedge: str = ""


def own_names(repository: str) -> frozenset[str]:
    """Return the names by which people call the project, in lower case."""
    name = repository.casefold().rpartition("/")[2]
    if not name:
        return frozenset()
    stem = name.removesuffix(".js").removesuffix("-js").removesuffix(".py").removesuffix("-python")
    names = {name, stem, f"lib{stem}", stem.removeprefix("lib"), stem.removeprefix("python-")}
    return frozenset(
        names | {each.replace("-", "") for each in names} | {each.replace("-", "_") for each in names}
    )


def find(text: str, own: frozenset[str]) -> Iterator[Release]:
    """Yield the versions in ``text`` that may be this project's, whose names are ``own``."""
    labels = _labels(text, own)
    for match in _TAG.finditer(text):
        if not _NOT_ABOUT.search(text[max(0, match.start() - 40) : match.start()]):
            yield Release(match[1].rstrip(".-"), match.start(1), match.end(1), Claim.WEAK, 3)
    for match in _NAMED_TAG.finditer(text):
        if match[1].casefold() in own and not _NOT_ABOUT.search(
            text[max(0, match.start() - 40) : match.start()]
        ):
            yield Release(match[0], match.start(), match.end(), Claim.STATED, 3)
    for match in _SLASHED.finditer(text):
        if match[1].casefold() in own:
            yield Release(match[2], match.start(2), match.end(2), Claim.STATED, 3)
    for match in _VERSION.finditer(text):
        release = _release(text, match, own, labels)
        if release is not None:
            yield release


def _labels(text: str, own: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Return the lines that are a form's field for the version ("Version: 1.2.3")."""
    found = []
    at = 0
    for line in text.split("\n"):
        label = _LABEL.match(line)
        if label and label["colon"] and _is_own_label(label, own):
            found.append((at + label.end(), at + len(line)))
        at += len(line) + 1
    return tuple(found)


def _is_own_label(label: re.Match[str], own: frozenset[str]) -> bool:
    name = (label["name"] or "").strip(" -*").casefold()
    of = (label["of"] or "").strip().casefold().removeprefix("the ")
    return (name in _LABEL_NAMES or name in own) and (not of or of in own or of in _LABEL_NAMES)


def is_field_label(text: str, own: frozenset[str]) -> bool:
    """Whether a block is no more than a heading such as "Version" or "What version are you using?"."""
    line = text.strip()
    if len(line) > 80 or "\n" in line:
        return False
    label = _LABEL.match(line)
    if label is None or not _is_own_label(label, own):
        return False
    rest = line[label.end() :].strip(" :*_?`").casefold()
    return not rest or rest in {"are you using", "do you use", "is affected", "affected", "did you use"}


def field_value(text: str, own: frozenset[str]) -> Iterator[str]:
    """Yield the version or commit that stands first under a form's heading for it."""
    value = _FIELD_VALUE.match(text)
    if value is None:
        return
    line = value[1].split("\n")[0]
    if commit := _HEX.search(line):
        yield commit[0]
    for match in _VERSION.finditer(line):
        words = _words_before(line, match.start())
        if not words or words[-1] in own | _NEUTRAL:
            yield _name(match)
            return


def _name(match: re.Match[str]) -> str:
    tail = match["tail"] or ""
    return match["number"] + (tail.rstrip(".-") if _PRERELEASE.match(tail) else "")


def _words_before(text: str, start: int) -> list[str]:
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    words = [word.strip(".,:;()`*_\"'[]").casefold() for word in _LAST_WORDS.findall(before)]
    return [word for word in words if word]


def _release(
    text: str, match: re.Match[str], own: frozenset[str], labels: tuple[tuple[int, int], ...]
) -> Release | None:
    """Say what one number with dots is; ``None`` where it is another thing's, or no version."""
    start, end = match.span()
    words = _words_before(text, start)
    before = text[max(0, start - 60) : start]
    said = bool(match["v"]) or (bool(words) and words[-1] in _VERSION_WORDS)
    while words and words[-1] in _VERSION_WORDS:
        words = words[:-1]
    named = bool(words) and words[-1] in own
    labelled = any(low <= start <= high for low, high in labels)
    last = words[-1] if words and not re.search(r"[.!?;,(\[\n]\s*[`*\"']{0,3}\Z", before) else ""
    if not (named or labelled) and last and last not in _NEUTRAL:
        return None
    parts = match["number"].count(".") + 1
    loose = not (named or labelled or said) and (parts == 2 or last not in _ABOUT)
    if (
        _UNIT_AFTER.match(text, end)
        or (loose and parts != 3)
        or (parts > 3 and not (said or named or labelled))
    ):
        return None
    aside = bool(_NOT_ABOUT.search(before)) or bool(_RANGE_AFTER.match(text, end))
    claim = Claim.STATED if (named or labelled) and not aside else Claim.WEAK
    rank = None if aside or loose else 2 if labelled else 3 if named else 4 if last in _ABOUT else 5
    return Release(
        _name(match), start, end, None if loose or aside else claim, rank, _hedge(match["tail"] or "")
    )


def _hedge(tail: str) -> str:
    if _DEVELOPED.search(tail):
        return DEVELOPMENT
    return PACKAGE if tail and not _PRERELEASE.match(tail) else ""
