"""Models and data sets that a repository publishes or names, with their terms as the registry knows them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.audit.model import Artifact, Openness, Quote
from bot.errors import CouldNotLook, UsageError
from bot.git import GitDir
from bot.github.names import commit_id
from bot.github.records import clean, decoded
from bot.licensing.trees import GitTree
from bot.openness import folder
from detectors import openness as rules
from detectors.licensing import vendored
from detectors.model import Unknown
from detectors.openness import audit, ids, lineage, matching, terms
from detectors.openness.audit import Answer
from detectors.openness.lineage import Node
from detectors.openness.model import Row, Verdict
from detectors.openness.release import Release

#: So many files that may name models are read, of each so many characters, and so many names are kept.
MAX_FILES: Final = 2_000
TEXT_LIMIT: Final = ids.MAX_CHARS
MAX_ARTIFACTS: Final = 1_000
MAX_PLACES: Final = 5
_GREP_SECONDS: Final = 120
_MAX_LISTED: Final = 64_000_000
#: What git grep returns where it found something, and where it found nothing.
_ANSWERS: Final = (0, 1)
_MAX_QUOTE: Final = 300
#: Files with none of these words name no model in a way that `ids.model_ids` reads.
_WORDS: Final = (
    r"from_pretrained|hf_hub_|snapshot_download|SentenceTransformer|CrossEncoder|InferenceClient"
    r"|HuggingFaceEndpoint|WhisperModel|ChatOllama|OllamaLLM|load_dataset|repo_id|model_name_or_path"
    r"|huggingface|hf\.co/|ollama|vllm serve|docker model|pipeline\(|[_-]?(model|llm|engine|checkpoint)"
    r"([_-]?(id|name))?[\"']?[ \t]*[=:]|--(model|llm)|base_model|^FROM "
)
_DATA_SET: Final = re.compile(
    r"\bload_dataset\(\s{0,80}(?:path\s{0,4}=\s{0,4})?[\"'](?P<called>[A-Za-z][\w.-]{0,95}(?:/[\w.-]{1,96})?)[\"']"
    r"|https?://(?:www\.)?(?:huggingface\.co|hf\.co)/datasets/(?P<linked>[\w.-]{1,96}/[\w.-]{1,96})"
)
#: What ``load_dataset`` calls the readers of a user's own files.
_READERS: Final = frozenset(
    {"json", "csv", "text", "parquet", "arrow", "imagefolder", "audiofolder", "pandas"}
)
#: One name and the places where it stands, by (kind, name in small letters).
_Named = dict[tuple[str, str], list[tuple[str, Quote]]]


def openness(repository: GitDir, commit: str, *, name: str = "") -> Openness | Unknown:
    """Return the models and data sets at ``commit``, and what differs in what is said of them.

    ``name`` is the project's (``owner/name``). ``Unknown`` where git cannot read the tree.
    """
    try:
        tree = GitTree(repository, commit_id(commit), "", name.rpartition("/")[2])
        release = folder.of_tree(tree, repository, name)
        named = _named(repository, commit, tree)
    except (CouldNotLook, UsageError) as error:
        return Unknown(str(error))
    _of_card(release, commit, named)
    answer = audit.of_release(release, name or release.name or "this repository")
    own = [_own(answer, release, commit)] if answer.verdict is not None else []
    others = [_artifact(kind, places) for (kind, _), places in sorted(named.items())]
    kept = [one for one in others if not own or one.id.lower() != own[0].id.lower()]
    found = tuple(rules.findings(answer.raised))
    return Openness((*own, *kept)[:MAX_ARTIFACTS], found)


def _named(repository: GitDir, commit: str, tree: GitTree) -> _Named:
    """Return the ids that files of the tree give, by kind and name."""
    found: _Named = {}
    for content in tree.read(_wanted(repository, commit, tree), TEXT_LIMIT):
        if b"\0" in content.data:
            continue
        text = decoded(content.data)
        lines = text.split("\n")
        for kind, name, line in _ids(content.path, text):
            quote = lines[line - 1].strip()[:_MAX_QUOTE] if line <= len(lines) else ""
            _add(found, kind, name, Quote(commit, clean(content.path), line, quote))
    return found


def _wanted(repository: GitDir, commit: str, tree: GitTree) -> list[str]:
    """Return the files in which git finds one of the words."""
    known = frozenset(tree.paths)
    options = ("-l", "-z", "-I", "-E", "--no-color", "--full-name", "-e", _WORDS)
    with repository.started("grep", *options, commit_id(commit), "--", seconds=_GREP_SECONDS) as process:
        assert process.stdout  # noqa: S101 - for the type checker: it was started with pipes
        out = process.stdout.read(_MAX_LISTED).decode("utf-8", "replace")
        if len(out) == _MAX_LISTED or process.wait() not in _ANSWERS:
            raise CouldNotLook("git grep stopped before all was read")
    listed = (path.partition(":")[2] for path in out.split("\0") if path)
    own = (path for path in listed if path in known and vendored.component_of(path) is None)
    return sorted(own, key=lambda path: (path.count("/"), path))[:MAX_FILES]


def _ids(path: str, text: str) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, id, line) of what a file names."""
    for one in ids.model_ids(path, text):
        yield "model", one.name, one.line
    starts = [0, *(hit.end() for hit in re.finditer("\n", text))]
    for match in islice(_DATA_SET.finditer(text), ids.MAX_IDS):
        name = (match["called"] or match["linked"]).rstrip(".")
        if name.lower() not in _READERS:
            yield "dataset", name, bisect_right(starts, match.start())


def _add(found: _Named, kind: str, name: str, place: Quote) -> None:
    key = (kind, name.lower())
    if key in found or len(found) < MAX_ARTIFACTS:
        places = found.setdefault(key, [])
        if len(places) < MAX_PLACES:
            places.append((name, place))


def _of_card(release: Release, commit: str, named: _Named) -> None:
    """Add the bases and data sets that the model card names."""
    card, path = release.card, release.card_path
    for kind, values in (("model", card.base_models), ("dataset", card.datasets)):
        for value in values:
            _add(named, kind, value.text, Quote(commit, path, value.line, value.text[:_MAX_QUOTE]))


def _artifact(kind: str, places: Sequence[tuple[str, Quote]]) -> Artifact:
    name = places[0][0]
    row = matching.resolve(name) if kind == "model" else None
    if row is not None and row.verdict is Verdict.NOT_A_MODEL:
        row = None
    held = terms.of_row(row) if row is not None else None
    return Artifact(
        kind=kind,
        id=name,
        name=_name(row) or name,
        license=" AND ".join(dict.fromkeys(one.spdx for one in held.licenses)) if held else "",
        verdict=str(row.verdict if row is not None else Verdict.UNKNOWN),
        restrictions=tuple(str(one) for one in row.restrictions) if row is not None else (),
        base=_bases(lineage.of_id(name)) if kind == "model" else (),
        places=tuple(place for _, place in places),
    )


def _name(row: Row | None) -> str:
    return row.family if row is not None else ""


def _bases(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in node.ancestors))


def _own(answer: Answer, release: Release, commit: str) -> Artifact:
    """Return the model that the repository itself publishes."""
    held = answer.terms
    place = _place(release, commit, *((held.text.path, held.text.text) if held and held.text else ("", "")))
    return Artifact(
        kind="model",
        id=answer.subject,
        name=answer.row.family if answer.row else release.title or answer.subject,
        license=" AND ".join(dict.fromkeys(one.spdx for one in held.licenses)) if held else "",
        verdict=str(answer.verdict),
        restrictions=tuple(str(one) for one in answer.restrictions),
        base=_bases(answer.lineage) if answer.lineage else (),
        places=(place,) if place else (),
    )


def _place(release: Release, commit: str, path: str, text: str) -> Quote | None:
    """Return the first line of the license text, else of the page, that describes the model."""
    if not path:
        path = release.card_path
        text = next((one.text for one in release.documents if one.path == path), "")
    lines = enumerate(text.split("\n"), 1)
    number, words = next(((at, line.strip()) for at, line in lines if line.strip()), (1, ""))
    return Quote(commit, path, number, words[:_MAX_QUOTE]) if path else None
