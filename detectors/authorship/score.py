"""``score``: one text in, one ``Score`` out. The public face of the classifier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from detectors.authorship import explain
from detectors.authorship.calibration import THRESHOLD, Local, squash
from detectors.authorship.clean import Cleaned, clean
from detectors.authorship.comments import comments
from detectors.authorship.features.ngrams import coverage
from detectors.authorship.language import is_english
from detectors.authorship.measured import table_for
from detectors.authorship.model import Model, load
from detectors.model import Kind

Verdict = Literal["machine_like", "unremarkable", "abstain"]
Reason = Literal["too_short", "unsupported_language", "mostly_code", "template_only", "out_of_range"]
_FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Score:
    """The classifier's answer. ``score`` and ``human_tail`` are ``None`` where it abstains; ``reason`` says
    why.

    ``human_tail`` is how often human texts of that kind look at least this machine-like. It is no probability
    of
    authorship. ``worst_project`` is the share flagged in the least favorable project measured.

    """

    id: str
    score: float | None
    human_tail: float | None
    verdict: Verdict
    reason: Reason | None
    words: int
    n: int
    worst_project: float
    calibration: str
    model: str
    top: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the form that every command prints."""
        return {
            "id": self.id,
            "score": self.score,
            "human_tail": self.human_tail,
            "verdict": self.verdict,
            "reason": self.reason,
            "words": self.words,
            "n": self.n,
            "worst_project": self.worst_project,
            "calibration": self.calibration,
            "model": self.model,
            "top": [{"feature": feature, "weight": weight} for feature, weight in self.top],
        }


def score(
    text: str,
    kind: Kind | str,
    id: str = "",  # noqa: A002
    template_lines: Iterable[str] = (),
    local: Local | None = None,
    lang: str = "",
    model: Model | None = None,
) -> Score:
    """Judge one text of ``kind``. ``template_lines`` are lines of the repository's own templates.

    For ``code`` (added lines; ``lang`` is a file extension such as ``py``) only the comments are judged.

    Raises:
        KeyError: ``kind`` is none that the model knows.
    """
    model = model or load()
    name = table_for(kind)
    table = model.tables.get(name)
    cleaned = clean(comments(text, lang) if name == "code" else text, template_lines)
    why = "mostly_code" if table is None else _abstains(cleaned, name, model)
    if table is None or why is not None:
        return Score(
            id,
            None,
            None,
            "abstain",
            why,
            cleaned.words,
            table.n if table else 0,
            table.worst_project if table else 0.0,
            model.calibration,
            model.name,
        )
    raw = model.run(cleaned.prose, name)
    value = squash(model.shapes.fair(raw.raw, cleaned.words, cleaned.list_share))
    tail = table.tail(value)
    if local is not None:
        tail = local.protect(name, value, tail)
    return Score(
        id,
        value,
        tail,
        "machine_like" if tail <= THRESHOLD else "unremarkable",
        None,
        cleaned.words,
        table.n,
        table.worst_project,
        model.calibration,
        model.name,
        explain.top(model.vocabulary.grams, raw.ids, raw.parts),
    )


def _abstains(cleaned: Cleaned, kind: str, model: Model) -> Reason | None:
    rules = model.config["abstain"]
    if cleaned.words < rules["words"][kind]:
        if kind == "code":
            return "mostly_code"
        if cleaned.code_share >= rules["code_share"]:
            return "mostly_code"
        if cleaned.form_share >= rules["form_share"] and cleaned.words < _FEW:
            return "template_only"
        return "too_short"
    if not is_english(cleaned.prose):
        return "unsupported_language"
    if cleaned.code_share >= rules["code_share_always"]:
        return "mostly_code"
    if coverage(cleaned.prose, model.vocabulary) < rules["coverage"]:
        return "out_of_range"
    return None
