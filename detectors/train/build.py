"""From corpora to a model directory, in one call: fit both models, calibrate them together, write everything
down.

What each part of the data decides: ``train`` the weights; human texts of ``hold`` and ``dev`` the length
curve, the tables and factors; machine texts of ``hold`` found in projects the weight of the two models, the
cascade's lower bound and the shortest length. Machine texts of ``dev`` and all written texts of ``hold``
decide nothing: recall is measured on them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from detectors.authorship.calibration import THRESHOLD
from detectors.authorship.features.ngrams import Vocabulary, coverage
from detectors.authorship.model import Network
from detectors.train import calibrate, export
from detectors.train.calibrate import KINDS, Judged
from detectors.train.corpora import Record
from detectors.train.evaluate import project_key

Array = npt.NDArray[np.float64]
Say = Callable[[str], None]
#: Human texts below this quantile of the cheap model never reach the heavy one.
_LOW_QUANTILE: Final = 0.95
_HIGH_QUANTILE: Final = 0.9995
_WEIGHTS: Final = (0.0, 0.3, 0.4, 0.5, 0.6)
#: Fewer machine texts of a kind than this choose nothing for it.
_ENOUGH: Final = 50
SHORTEST: Final = 12
_USEFUL: Final = 0.25
_CODE_WORDS: Final = 25


@dataclass(frozen=True, slots=True)
class Cheap:
    """The cheap model as it was fitted."""

    known: Vocabulary
    weights: npt.NDArray[np.float32]
    bias: float
    style: export.Style


@dataclass(frozen=True, slots=True)
class Raws:
    """Logits of held-out texts; ``network`` is NaN where no network was fitted."""

    records: Sequence[Record]
    linear: Array
    network: Array

    def only(self, keep: Callable[[Record], bool]) -> Raws:
        """Return the texts that ``keep`` chooses."""
        mask = np.array([keep(record) for record in self.records], dtype=bool)
        return Raws(
            [r for r, k in zip(self.records, mask, strict=True) if k], self.linear[mask], self.network[mask]
        )

    @property
    def human(self) -> npt.NDArray[np.bool_]:
        """Which texts set thresholds."""
        return np.array([not r.ai for r in self.records])

    @property
    def tuning(self) -> npt.NDArray[np.bool_]:
        """Machine texts that may choose the weight of the models: found in held projects, not written, not
        of ``dev``.
        """
        return np.array([r.ai and r.part == "hold" and not r.written for r in self.records])


def network_logits(model: Path, tokenizer: Path, proses: Sequence[str], say: Say) -> Array:
    """Run the exported network on every text by the runtime's own class."""
    network = Network(model.read_bytes(), tokenizer.read_text("utf-8"))
    out = np.zeros(len(proses))
    for at, prose in enumerate(proses):
        out[at] = network.logit(prose)
        if at % 2000 == 0:
            say(f"network: {at} of {len(proses)} held-out texts")
    return out


def standard(logits: Array) -> tuple[float, float]:
    """Return shift and scale that put the middle of human logits at 0 and their 98th percentile at 1."""
    low, high = np.quantile(logits, [0.5, 0.98])
    return round(float(low), 5), round(float(high - low), 5)


def cascade(raws: Raws, weights: Mapping[str, float]) -> dict[str, Any]:
    """Return the cascade's constants: units and bounds, from human texts alone."""
    linear = standard(raws.linear[raws.human])
    cheap = (raws.linear - linear[0]) / linear[1]
    known = ~np.isnan(raws.network)
    network = standard(raws.network[raws.human & known]) if known.any() else (0.0, 1.0)
    low, high = np.quantile(cheap[raws.human], [_LOW_QUANTILE, _HIGH_QUANTILE])
    return {
        "high": round(float(high), 4),
        "linear": list(linear),
        "low": round(float(low), 4),
        "network": list(network),
        "weights": dict(weights),
    }


def joined(raws: Raws, told: Mapping[str, Any]) -> Array:
    """Return raw scores as the runtime computes them."""
    cheap = (raws.linear - told["linear"][0]) / told["linear"][1]
    heavy = (raws.network - told["network"][0]) / told["network"][1]
    weight = np.array([told["weights"].get(record.kind, 0.0) for record in raws.records])
    asked = (weight > 0) & (cheap >= told["low"]) & (cheap <= told["high"])
    both = (1 - weight) * cheap + weight * np.nan_to_num(heavy)
    return np.asarray(np.where(asked, both, cheap), dtype=np.float64)


def choose_weights(raws: Raws, say: Say) -> dict[str, float]:
    """For each kind, try some weights of the network; keep the one that finds most held-out machine texts
    where 0.5 % of the human texts of that kind are flagged. A kind without such texts takes them all.
    """
    best = dict.fromkeys(KINDS, (-1.0, -0.0))
    if np.isnan(raws.network).all():
        return dict.fromkeys(KINDS, 0.0)
    kinds = np.array([record.kind for record in raws.records])
    for weight in _WEIGHTS:
        raw = joined(raws, cascade(raws, dict.fromkeys(KINDS, weight)))
        fairly = calibrate.shapes([r for r in raws.records if not r.ai], raw[raws.human])
        fair = np.array([i.score for i in calibrate.scores_of(fairly, raw, raws.records)])
        for kind in KINDS:
            tuning = raws.tuning & (kinds == kind)
            tuning = tuning if tuning.sum() >= _ENOUGH else raws.tuning
            cut = np.quantile(fair[raws.human & (kinds == kind)], 0.995)
            found = float((fair[tuning] > cut).mean())
            say(f"{kind}: network weight {weight}: {found:.3f} of {int(tuning.sum())} at 0.5 %")
            best[kind] = max(best[kind], (found, -weight))
    return {kind: -negative for kind, (_, negative) in best.items()}


def shortest(
    judged: Sequence[Judged], chosen: Mapping[str, Sequence[Judged]], said: Mapping[str, Any], say: Say
) -> dict[str, int]:
    """Return, for each kind, the fewest words from where on scoring finds at least a quarter of the machine
    texts of that length.
    """
    out: dict[str, int] = {}
    for kind in KINDS:
        ranked = calibrate.ranked(chosen[kind])
        own = [
            i
            for i in judged
            if i.record.kind == kind and i.record.ai and i.record.part == "hold" and not i.record.written
        ]
        if len(own) < 50:
            own = [i for i in judged if i.record.ai and i.record.part == "hold" and not i.record.written]
        out[kind] = 40
        for low in range(36, SHORTEST - 1, -4):
            near = [i for i in own if low <= i.record.words < low + 8]
            share = (
                np.mean([ranked.tail(i.score, said[kind]["factor"]) <= THRESHOLD for i in near])
                if near
                else 0.0
            )
            say(f"{kind}: {low}-{low + 7} words: {share:.2f} of {len(near)} found")
            if share < _USEFUL:
                break
            out[kind] = low
    return out


def write(
    folder: Path, name: str, cheap: Cheap, raws: Raws, base: Path | None, seed: int, say: Say
) -> dict[str, Any]:
    """Calibrate and write ``folder`` (the network's ``model.onnx`` is there already where one was fitted)."""
    folder.mkdir(parents=True, exist_ok=True)
    export.cheap_parts(folder, cheap.known, cheap.weights, cheap.bias, cheap.style)
    if base is not None:
        shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    code = raws.only(lambda r: r.kind == "code" and r.words >= _CODE_WORDS)
    raws = raws.only(lambda r: r.kind != "code" and r.words >= SHORTEST)
    told = cascade(raws, choose_weights(raws, say))
    raw = joined(raws, told)
    human = raws.human
    fairly = calibrate.shapes([r for r in raws.records if not r.ai], raw[human])
    judged = calibrate.scores_of(fairly, raw, raws.records)
    minimum = dict.fromkeys(KINDS, 18)
    chosen, said = _tables(judged, minimum)
    minimum = shortest(judged, chosen, said, say)
    chosen, said = _tables(judged, minimum)
    if code.records:
        own = calibrate.scores_of(fairly, joined(code, told), code.records)
        more, of_code = calibrate.tables([item for item in own if not item.record.ai], ("code",))
        chosen, said = {**chosen, **more}, {**said, **of_code}
    covered = [coverage(r.prose, cheap.known) for r in raws.records if not r.ai and r.words >= 25]
    config = {
        "name": name,
        "license": "Apache-2.0",
        "seed": seed,
        "cascade": told,
        "shapes": {
            "bounds": list(fairly.bounds),
            "curves": [
                {"words": list(c.words), "center": list(c.center), "spread": list(c.spread)}
                for c in fairly.curves
            ],
        },
        "abstain": {
            "words": {**minimum, "code": _CODE_WORDS},
            "code_share": 0.5,
            "form_share": 0.5,
            "code_share_always": 0.9,
            "coverage": round(float(np.quantile(covered, 0.002)), 3),
        },
        "kinds": said,
        "data": _data(raws.records),
    }
    scores = {kind: _grouped(items) for kind, items in chosen.items()}
    config["calibration"] = export.calibration_id(config, scores)
    export.write_json(folder / "calibration.json", scores)
    export.write_json(folder / "config.json", config)
    say(json.dumps(said))
    return config


def _tables(
    judged: Sequence[Judged], minimum: Mapping[str, int]
) -> tuple[Mapping[str, list[Judged]], dict[str, Any]]:
    human = [item for item in judged if not item.record.ai and item.record.words >= minimum[item.record.kind]]
    return calibrate.tables(human)


def _grouped(chosen: Sequence[Judged]) -> dict[str, list[float]]:
    out: dict[str, list[float]] = {}
    for item in chosen:
        out.setdefault(project_key(item.record.repo), []).append(item.score)
    return {key: sorted(scores) for key, scores in sorted(out.items())}


def _data(records: Sequence[Record]) -> dict[str, Any]:
    human = [r for r in records if not r.ai]
    return {
        "held-out human texts": len(human),
        "of 2023 or later": sum(r.recent for r in human),
        "projects": len({r.repo for r in human}),
    }


def golden(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    """Write scores of fixed texts, made for this purpose, so that a test notices any change."""
    from detectors.authorship.model import Model
    from detectors.authorship.score import score

    model = Model(folder)
    rows = [
        {"kind": kind, "text": text, "answer": score(text, kind, model=model).as_json()}
        for kind, text in texts
    ]
    export.write_json(folder / "golden.json", rows)
