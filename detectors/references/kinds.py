"""What a word with dots and slashes is: a file of a project, an installed or generated one, or no path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import yaml

from detectors.references.model import Claim

MACHINE: Final = "a path on the reporter's machine"
INSTALLED: Final = "an installed file"
GENERATED: Final = "a generated file"
PLACEHOLDER: Final = "a placeholder"
PATTERN: Final = "a pattern"
COMMON: Final = "a name that many projects have"
FOLDER: Final = "a folder's name"
ALIAS: Final = "an alias of an import"
CONVENTION: Final = "a place that a framework's projects share"


def _read() -> Mapping[str, frozenset[str]]:
    """Read the lists of words, each a string of words with spaces between."""
    lists = yaml.safe_load((files(__package__) / "data" / "paths.yaml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


_WORDS: Final = _read()
_SOURCE: Final = _WORDS["source"]
_NOT_BARE: Final = _WORDS["not_bare"]
_NO_ENDING: Final = _WORDS["no_ending"]
_MADE: Final = _WORDS["made"]
_PRODUCTS: Final = _WORDS["products"]
_PRODUCT_ENDINGS: Final = frozenset({"js", "io", "net", "ai", "ts", "rs", "sh"})
_INSTALLED: Final = _WORDS["installed"]
_GENERATED: Final = _WORDS["generated"]
_MADE_UP: Final = _WORDS["made_up"]
#: Of those words, the ones that real files and folders are called by, too, and the parts of such a path.
_GENERAL: Final = frozenset({"path", "file", "dir", "folder", "filename", "dirname", "username"})
_DEEP: Final = 3
_MADE_UP_START = re.compile(r"(?:my|your|some|foo|bar)(?:[_-]|(?=[A-Z]))", re.ASCII)
_COMMON_STEMS: Final = _WORDS["common_stems"]
_COMMON_FOLDERS: Final = _WORDS["common_folders"]
_FRAMEWORK = re.compile(
    r"(?:app/(?:models|controllers|views|helpers|jobs|http|providers)|config/(?:initializers|environments|locales)"
    r"|db/migrate|android/app|ios/runner|app/src/main|src/main/resources|wp-content|\.vscode|\.github|src/app"
    r"|src/components|src/pages|src/routes|resources/views|meta-inf|database/migrations|platforms/android)/",
    re.IGNORECASE,
)
_SYSTEM_HEADERS: Final = _WORDS["system_headers"]
_ROOTS: Final = _WORDS["roots"]
#: What stands before a path in a diff, and the folder that a release's archive unpacks to.
_ROOT_FOLDER = re.compile(r"[ab]|[A-Za-z][\w+]{0,40}(?:-[A-Za-z][\w+]{0,40}){0,4}-v?\d+(?:\.\d+)+", re.ASCII)
_DOCUMENTS: Final = _WORDS["documents"]
_TRIALS: Final = _WORDS["trials"]
#: ``RingStore.m`` is no member of a class.
_OBJECTIVE = re.compile(r"(?:[A-Z]+[a-z]+){2,6}[A-Z]*", re.ASCII)
_HOST = re.compile(
    r"(?:[\w-]+\.)+(?:com|org|net|io|dev|edu|gov|co|us|uk|de|fr|cn|jp|ru|in|me|info|xyz|app|cloud|ai|gg|tv|eu|nl|ch"
    r"|se|no|br|kr|au|ca|local|localhost|internal|so|to|cc|ly)(?::\d+)?",
    re.IGNORECASE,
)
_BRANCHES: Final = _WORDS["branches"]
_MEDIA: Final = _WORDS["media"]
_PART = re.compile(r"[\w.+@()\[\] -]+", re.ASCII)
_NUMBERS = re.compile(r"[\d.vx/-]+")
_ALIASES: Final = ("@/", "~/", "#/", "$lib/")
#: A pathname on a filesystem is shorter than this; deeper ones are no citation.
_MAX_PARTS: Final = 24


@dataclass(frozen=True, slots=True)
class Placed:
    """A path as a tree would hold it, what it claims by itself, and why it claims nothing."""

    path: str
    claim: Claim
    hedge: str = ""
    is_file: bool = True


def is_file(path: str) -> bool:
    """Whether the last part of ``path`` is named like a file of a project."""
    base = path.rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    if not dot or not stem:
        return base[:1].isupper() and base.lower() in _NO_ENDING
    return ending.lower() in _SOURCE and not (ending.isdigit() and stem.replace(".", "").isdigit())


def is_document(path: str) -> bool:
    """Whether a file is none of code: a configuration, a text, data."""
    return path.rpartition(".")[2].lower() in _DOCUMENTS


def is_telling(path: str) -> bool:
    """Whether a bare file name is of several words, as few projects have it, and of a language's source."""
    stem = path.rpartition(".")[0]
    words = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]{2,}", stem)
    return (
        "/" not in path
        and len(words) > 1
        and not is_document(path)
        and words[0].lower() not in _TRIALS
        and words[-1].lower() not in _TRIALS
    )


def listed(word: str) -> tuple[str, ...]:
    """Return the names of "a.c/a.h" or "a.c/b.c", where a slash stands between files; else nothing."""
    parts = word.split("/")
    if not 2 <= len(parts) <= 4 or not all(_ending(part) in _SOURCE for part in parts[:-1]):
        return ()
    if not all(part.count(".") == 1 or part[:1] == "." for part in parts):
        return ()
    return tuple(part for part in parts if is_file(part) and not part.startswith("."))


def place(word: str) -> Placed | None:
    """Say what ``word`` is; ``None`` where it is no path that anybody would look up."""
    if "://" in word or "//" in word.strip("/") or "\\" in word or "^" in word:
        return _windows(word)
    if any(sign in word for sign in "*{}$%<>&"):
        return Placed(word, Claim.NONE, PATTERN) if "/" in word and _ending(word.rstrip("*}>")) else None
    if word.startswith(_ALIASES):
        return _hedged(word, ALIAS) if not word.startswith("~/") else _hedged(word, MACHINE)
    if word.startswith(("/", "~")):
        return _absolute(word)
    loose = word.startswith(("./", "../"))
    while word.startswith(("./", "../")):
        word = word.removeprefix("../").removeprefix("./")
    parts = [part for part in word.split("/") if part]
    if not parts or len(parts) > _MAX_PARTS or not all(_PART.fullmatch(part) for part in parts):
        return None
    if "/" not in word:
        return _bare(word)
    if len(parts) > 2 and _ROOT_FOLDER.fullmatch(parts[0]) and is_file(word):
        parts = parts[1:]
    placed = _folder(word, parts) if word.endswith("/") or not is_file(word) else _file(parts)
    if placed and loose and placed.claim is Claim.STATED:
        return Placed(placed.path, Claim.WEAK)
    return placed


def _ending(word: str) -> str:
    stem, dot, ending = word.rpartition("/")[2].rpartition(".")
    return ending.lower() if dot and stem else ""


def _hedged(word: str, hedge: str) -> Placed | None:
    return Placed(word, Claim.NONE, hedge) if is_file(word) or _ending(word) in _MADE else None


def _windows(word: str) -> Placed | None:
    if re.match(r"[A-Za-z]:[\\/]|\\\\", word):
        return _hedged(word.replace("\\", "/"), MACHINE)
    return None


def _absolute(word: str) -> Placed | None:
    """A path from a root: the machine's, a web server's, or now and then the repository's."""
    parts = [part for part in word.split("/") if part]
    if not parts or not all(_PART.fullmatch(part) or part[0] == "~" for part in parts):
        return None
    if word.startswith("~") or parts[0].lower() in _ROOTS:
        return Placed(word, Claim.NONE, MACHINE) if len(parts) > 1 else None
    if not is_file(word):
        return None
    if _in_other_hands(parts):
        return Placed(word, Claim.NONE, _in_other_hands(parts))
    return Placed("/".join(parts), Claim.WEAK)


def _bare(word: str) -> Placed | None:
    """A file name alone says little: many projects have one of that name."""
    stem, _, ending = word.rpartition(".")
    lower = ending.lower()
    is_member = lower in _NOT_BARE and not (ending == "m" and _OBJECTIVE.fullmatch(stem))
    if not stem or not is_file(word) or is_member or word.startswith(("@", ".")):
        return None
    if lower in _PRODUCT_ENDINGS and stem.lower() in _PRODUCTS:
        return None
    if _HOST.fullmatch(word) or not re.search(r"[A-Za-z]", stem):
        return None
    if len(lower) == 1 and (len(stem) == 1 or "." in stem):
        return None
    if stem.lower() in _MADE_UP or _MADE_UP_START.match(stem):
        return Placed(word, Claim.NONE, PLACEHOLDER)
    if stem.lower() in _COMMON_STEMS:
        return Placed(word, Claim.NONE, COMMON)
    return Placed(word, Claim.WEAK)


def _in_other_hands(parts: list[str]) -> str:
    """Why a path with these parts is no file that a project keeps; "" where it may be one."""
    lower = [part.lower() for part in parts]
    folders = lower[:-1]
    if not _INSTALLED.isdisjoint(folders) or "/pkg/mod/" in "/".join(["", *lower]):
        return INSTALLED
    if not _GENERATED.isdisjoint(folders) or any(part.startswith("cmake-build-") for part in folders):
        return GENERATED
    return PLACEHOLDER if _is_made_up(parts) else ""


def _is_made_up(parts: list[str]) -> bool:
    """Whether a path is an example's: ``path/to/file.c``, ``foo/bar.c``, but not ``lib/fs/file.c``."""
    names = [part.lower() for part in parts]
    names[-1] = names[-1].partition(".")[0]
    made_up = [name for name in names if name in _MADE_UP]
    if len(made_up) > 1 or not _GENERAL.issuperset(made_up) or any(map(_MADE_UP_START.match, parts)):
        return True
    return bool(made_up) and len(parts) < _DEEP


def _file(parts: list[str]) -> Placed | None:
    """A relative path of a file, with a folder at least."""
    path = "/".join(parts)
    if _is_foreign(parts) or _NUMBERS.fullmatch(path):
        return None
    if (
        len(parts) == 2
        and _ending(path) in _PRODUCT_ENDINGS
        and parts[1].rpartition(".")[0].lower() in _PRODUCTS
    ):
        return None
    if hedge := _in_other_hands(parts):
        return Placed(path, Claim.NONE, hedge)
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    is_common = stem.lower() in _COMMON_STEMS and all(part.lower() in _COMMON_FOLDERS for part in parts[:-1])
    if is_common:
        return Placed(path, Claim.NONE, COMMON)
    if _FRAMEWORK.match(path):
        return Placed(path, Claim.WEAK)
    is_header = parts[0].lower() in _SYSTEM_HEADERS and _ending(path) in {"h", "hpp", "hh"}
    return Placed(path, Claim.WEAK if is_header or _ending(path).isdigit() else Claim.STATED)


def _is_foreign(parts: list[str]) -> bool:
    """Whether the first part is a host, a scope of packages, or a tool's sign and no folder."""
    first = parts[0]
    return bool(first.startswith("@") or _HOST.fullmatch(first) or first in {"s", "I", "i"} or "@" in first)


def _folder(word: str, parts: list[str]) -> Placed | None:
    """A folder, or a path whose last part has no ending: most such words are no paths at all."""
    if _is_foreign(parts) or _NUMBERS.fullmatch(word) or parts[0].lower() in _BRANCHES | _MEDIA:
        return None
    path = "/".join(parts)
    ending = _ending(path)
    if ending in _MADE:
        return Placed(path, Claim.NONE, GENERATED)
    if not word.endswith("/"):
        return None
    if len(parts) == 1 and len(path) < 2:
        return None
    hedge = _in_other_hands([*parts, ""])
    if not hedge and len(parts) == 1:
        hedge = FOLDER
    return Placed(path, Claim.NONE if hedge else Claim.WEAK, hedge, is_file=False)
