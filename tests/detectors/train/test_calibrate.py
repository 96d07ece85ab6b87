"""How tables are made: recent texts first, no project too heavy, tails wide enough for the worst one."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

pytest.importorskip("numpy")
from detectors.train import calibrate, corpora
from detectors.train.calibrate import Judged
from detectors.train.corpora import Record


def record(repo: str, number: int, date: str = "2019-01-01", kind: str = "issue") -> Record:
    source = ("pre-2022", "", date, "", "test")
    return Record(f"{repo}#{number}", repo, kind, False, *source, "raw", "prose", 50, 0.0, 0.0, "hold", 0)


def judged(repo: str, count: int, low: float, high: float, date: str = "2019-01-01") -> list[Judged]:
    rng = random.Random(repo)
    return [Judged(record(repo, n, date), round(rng.uniform(low, high), 4)) for n in range(count)]


def test_recent_texts_are_preferred_where_there_are_enough() -> None:
    items = judged("a/a", 500, 0, 1) + judged("a/a", 120, 0, 1, "2024-05-01")
    items += judged("b/b", 50, 0, 1) + judged("b/b", 20, 0, 1, "2024-05-01")
    chosen = calibrate.table(items)
    assert sum(item.record.repo == "a/a" for item in chosen) == 120
    assert sum(item.record.repo == "b/b" for item in chosen) == 70


def test_the_factor_protects_the_worst_project() -> None:
    items = [i for n in range(40) for i in judged(f"calm/{n}", 100, 0, 0.6)] + judged(
        "odd/one", 200, 0.3, 0.9
    )
    found = calibrate.tails(items, calibrate.table(items))
    factor = calibrate.factor_for(found)
    assert factor > 1
    for own in found.values():
        assert sum(tail * factor <= 0.01 for tail in own) <= calibrate.WORST * len(own)


def test_projects_that_are_alike_need_little() -> None:
    items = [i for n in range(40) for i in judged(f"calm/{n}", 100, 0, 1)]
    assert calibrate.factor_for(calibrate.tails(items, calibrate.table(items))) <= 1.6


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def row(number: int, text: str, **more: str) -> dict[str, str]:
    base = {
        "id": str(number),
        "source": "git",
        "repo": "Acme/Widget",
        "kind": "issue",
        "label": "human",
        "basis": "pre-2022",
    }
    return {
        **base,
        "agent": "",
        "date": "2019-01-01",
        "author": "x",
        "lang": "en",
        "title": "t",
        "text": text,
        **more,
    }


def test_doubles_unsure_labels_and_other_languages_are_left_out(tmp_path: Path) -> None:
    text = "The window does not open when I click on the icon in the panel, and there is nothing in the log."
    german = "Das Fenster geht nicht auf, wenn ich auf das Symbol in der Leiste klicke, und sonst auch nicht."
    path = write(
        tmp_path / "issues.train.jsonl.gz",
        [
            row(1, text),
            row(2, text),
            row(3, f"{text} Please help.", basis="ban-project-2026"),
            row(4, german),
            row(5, f"It also happens here. {text}", label="unknown"),
            row(6, f"Same for me, and I use an older one. {text}", date="2026-01-01"),
        ],
    )
    assert [r.id for r in corpora.load([path])] == ["1"]


def test_a_development_file_is_never_fitted_and_a_repository_has_one_fold(tmp_path: Path) -> None:
    text = "The window does not open when I click on the icon in the panel number"
    dev = write(tmp_path / "issues.dev.jsonl.gz", [row(1, f"{text} one.")])
    train = write(
        tmp_path / "issues.train.jsonl.gz",
        [row(2, f"{text} two, sadly."), row(3, f"Sometimes {text} three.")],
    )
    records = corpora.load([train, dev])
    assert {r.id: r.part for r in records} == {"1": "dev", "2": "train", "3": "train"}
    assert len({r.fold for r in records}) == 1


def test_weights_balance_the_labels() -> None:
    records = [record("a/a", n) for n in range(90)] + [record("b/b", n) for n in range(10)]
    weights = corpora.weights([*records, Record(*[*_fields(record("c/c", 1))])])
    assert len(weights) == 101


def _fields(one: Record) -> list[object]:
    values = [getattr(one, name) for name in one.__slots__]
    values[3] = True
    return values
