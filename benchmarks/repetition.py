"""Measure `detectors/repetition`: false alarms on old human texts, recall on edits, the index in use.

    python benchmarks/repetition.py alarms TEXTS.jsonl.gz     # texts with repo, author, date, title, text
    python benchmarks/repetition.py recall TEXTS.jsonl.gz
    python benchmarks/repetition.py index TEXTS.jsonl.gz [--items 100000] [--database URL]

A text in the file is one line of JSON with the keys repo, kind, label, date, author, title, text. Only texts
by people (label "human") from before 2022 count. Nothing is written but the database of `index`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import event, insert

from bot.storage import Database, open_database
from bot.storage.models import TextKeyRow, TextRow
from bot.storage.texts import Texts, packed
from detectors import repetition
from detectors.model import Account, Branch, Contribution, Facts, Kind, Repository, TextFile, Twin
from detectors.repetition import overlap, words
from detectors.repetition.links import names

#: A line that so many texts of a project have is one of its template: the file has no templates.
TEMPLATE_TEXTS = 4
#: The texts are taken in by their numbers; the times of most are not known.
EARLIER = datetime(2020, 1, 1, tzinfo=UTC)
EDITS = (0.0, 0.1, 0.2, 0.3, 0.4)


def texts(path: Path, until: str = "2022") -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["label"] == "human" and item["date"] < until:
                yield item


def contribution(item: dict[str, Any], number: int) -> Contribution:
    kind = Kind(item["kind"])
    pull = kind is Kind.PULL_REQUEST
    return Contribution(
        kind=kind,
        repository=item["repo"],
        number=number,
        id=str(number),
        title=item["title"],
        body=item["text"],
        # Where nobody knows who wrote a text, each has an author of its own: the harder case.
        author=Account(item["author"] or f"somebody-{number}"),
        url=f"https://github.com/{item['repo']}/issues/{number}",
        created_at=EARLIER.isoformat(),
        base=Branch("main", "0" * 40, item["repo"]) if pull else None,
    )


def by_project(items: Iterator[dict[str, Any]]) -> dict[str, tuple[list[Contribution], TextFile]]:
    """Return each project's texts in the order of dates, and the lines that stand in for its template."""
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        grouped[item["repo"]].append(item)
    found = {}
    for name, own in grouped.items():
        own.sort(key=lambda item: (item["date"], str(item["id"])))
        lines = Counter(line.strip() for item in own for line in set(item["text"].splitlines()))
        template = "\n".join(line for line, count in lines.items() if count >= TEMPLATE_TEXTS)
        file = TextFile(".github/ISSUE_TEMPLATE.md", template, "main")
        found[name] = ([contribution(item, at) for at, item in enumerate(own, 1)], file)
    return found


def opened(url: str) -> Database:
    """Open a database that need not survive a power cut: filling it takes hours otherwise."""
    database = open_database(url)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
        database.close()
    return database


def alarms(path: Path, *, with_templates: bool) -> None:
    """Judge each text with the earlier ones of its project as the index would find them."""
    counted, fired = 0, []
    with tempfile.TemporaryDirectory() as folder:
        database = opened(f"sqlite:///{folder}/texts.sqlite3")
        index = Texts(database)
        for its, file in by_project(texts(path)).values():
            files = (file,) if with_templates else ()
            known = {it.number or 0: it for it in its}
            for it in its:
                sketch = repetition.queries(it, files)
                if sketch is None:
                    continue
                counted += 1
                twins = live(it, sketch, index, known, files)
                facts = Facts(
                    replace(it, twins=twins), Repository(it.repository, "main", False, templates=files), ""
                )
                found = repetition.detect(facts)
                fired += [(finding, it) for finding in found if finding.id != "repetition/template"]
                index.keep(it, sketch, it.created_at)
        database.close()
    print(f"texts with {words.MIN_WORDS} words or more of their own: {counted}")
    for name, count in Counter(finding.id for finding, _ in fired).items():
        print(f"{name}: {count} ({count / counted:.2%})")
    for finding, it in fired:
        print(f"- {it.repository}#{it.number} {it.title[:70]!a}\n    {finding.claim}")
        for evidence in finding.evidence:
            print(f"      {evidence.place}: {evidence.quote[:140]!a}")


def live(
    it: Contribution, sketch: repetition.Sketch, index: Texts, known: dict[int, Contribution], files: Any
) -> tuple[Twin, ...]:
    """Return the twins as the bot would gather them, without GitHub in between."""
    mine = frozenset(sketch.pairs)
    near = [
        seen
        for seen in index.alike(it, sketch)
        if overlap.repeats(len(seen.pairs & mine), len(mine), len(seen.pairs))
    ]
    near.sort(key=lambda seen: -overlap.share(len(seen.pairs & mine), len(mine), len(seen.pairs)))
    return tuple(twin(it, known[seen.number], mine, files) for seen in near[:5])


def twin(it: Contribution, other: Contribution, mine: frozenset[int], files: Any) -> Twin:
    pairs = frozenset(words.of(other, files).pairs)
    return Twin(
        other.kind,
        other.repository,
        other.number or 0,
        other.title,
        other.author.login,
        other.url,
        other.created_at,
        True,
        len(pairs),
        tuple(pairs & mine),
        other.base.name if other.base else "",
        names(other, it.repository, it.number or 0),
    )


def recall(path: Path, most: int = 1500) -> None:
    """Edit texts in two ways and count those that are still found, by the pairs and through the keys."""
    draw = random.Random(7)
    projects = by_project(texts(path))
    everything = [it for its, _ in projects.values() for it in its]
    long = [it for it in everything if words.of(it).written >= words.MIN_WORDS]
    vocabulary = [word for it in draw.sample(everything, 2000) for word in it.body.split()]
    chosen = draw.sample(long, min(most, len(long)))
    for name, edit in (("words", by_words), ("sentences", by_sentences)):
        for part in EDITS:
            told = keyed = 0
            for it in chosen:
                changed = replace(it, body=edit(it.body, part, vocabulary, draw), number=(it.number or 0) + 1)
                changed = replace(changed, author=Account("somebody-else"))
                own, other = words.of(it), words.of(changed)
                shared = set(own.keys(it.repository)) & set(other.keys(it.repository))
                keyed += len(shared) >= 2
                twins = (twin(changed, it, frozenset(other.pairs), ()),)
                facts = Facts(
                    replace(changed, twins=twins), Repository("x/y", "main", False, templates=()), ""
                )
                told += len(shared) >= 2 and bool(repetition.detect(facts))
            rates = f"found by keys {keyed / len(chosen):.1%}, told {told / len(chosen):.1%}"
            print(f"{name:9} {part:.0%} changed: {rates}")


def by_words(text: str, part: float, vocabulary: list[str], draw: random.Random) -> str:
    """Return the text with a part of its words replaced by words of other texts."""
    pieces = re.split(r"(\s+)", text)
    places = [at for at, piece in enumerate(pieces) if piece.strip()]
    for at in draw.sample(places, round(part * len(places))):
        pieces[at] = draw.choice(vocabulary)
    return "".join(pieces)


def by_sentences(text: str, part: float, vocabulary: list[str], draw: random.Random) -> str:
    """Return the sentences of each line in another order, and a part of all of them written anew."""
    lines = []
    for line in text.split("\n"):
        sentences = re.split(r"(?<=[.!?]) ", line)
        draw.shuffle(sentences)
        lines.append(
            " ".join(
                " ".join(draw.choice(vocabulary) for _ in sentence.split())
                if draw.random() < part
                else sentence
                for sentence in sentences
            )
        )
    return "\n".join(lines)


def index(path: Path, items: int, url: str) -> None:
    """Fill one repository with ``items`` texts, most of them halves of two others, and look up 500."""
    draw = random.Random(11)
    real = [it for its, _ in by_project(texts(path, "2023")).values() for it in its]
    real = [replace(it, repository="acme/widget") for it in real if words.of(it).written >= words.MIN_WORDS]
    with tempfile.TemporaryDirectory() as folder:
        database = opened(url or f"sqlite:///{folder}/texts.sqlite3")
        fill(database, real, items, draw)
        kept, times = Texts(database), []
        for at in range(500):
            it = replace(draw.choice(real), number=items + 1 + at)
            sketch = repetition.queries(it, ())
            if sketch:
                started = time.perf_counter()
                kept.alike(it, sketch)
                times.append((time.perf_counter() - started) * 1000)
        times.sort()
        print(f"look-up: median {statistics.median(times):.1f} ms, ", end="")
        print(f"95 % {times[int(len(times) * 0.95)]:.1f} ms, most {times[-1]:.1f} ms")
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        started = time.perf_counter()
        for number in range(items + 1000, items + 1100):
            it = replace(draw.choice(real), number=number)
            kept.keep(it, repetition.queries(it, ()), it.created_at)
        print(f"keeping one more: {(time.perf_counter() - started) * 10:.1f} ms")
        if not url:
            print(f"on disk: {sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6:.0f} MB")
        database.close()


def fill(database: Database, real: list[Contribution], items: int, draw: random.Random) -> None:
    """Write ``items`` texts in a few transactions: first the real ones, then mixtures of two of them."""
    parts = [(words.of(it).keys(it.repository, 10**6), tuple(set(words.of(it).pairs))) for it in real]
    for first in range(1, items + 1, 5000):
        rows: list[dict[str, Any]] = []
        keys: list[dict[str, int]] = []
        for number in range(first, min(first + 5000, items + 1)):
            if number <= len(parts):
                own, pairs = parts[number - 1]
            else:
                one, two = draw.choice(parts), draw.choice(parts)
                own, pairs = (one[at][::2] + two[at][1::2] for at in (0, 1))
            own = tuple(sorted(set(own))[: words.KEYS])
            keys += [{"key": key, "text_id": number} for key in own]
            place: dict[str, Any] = {"id": number, "number": number}
            place |= {"repository": "acme/widget", "kind": "issue"}
            place |= {"author": "a", "written_at": EARLIER}
            rows.append({**place, "keys": packed("q", own), "pairs": packed("i", tuple(set(pairs)))})
        with database.write() as connection:
            connection.execute(insert(TextRow), rows)
            connection.execute(insert(TextKeyRow), keys)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["alarms", "recall", "index"])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--no-templates", action="store_true", help="as where the templates have all changed")
    given = parser.parse_args()
    if given.what == "alarms":
        alarms(given.texts, with_templates=not given.no_templates)
    elif given.what == "recall":
        recall(given.texts)
    else:
        index(given.texts, given.items, given.database)


if __name__ == "__main__":
    main()
