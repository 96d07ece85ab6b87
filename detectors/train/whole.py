"""The whole training, as ``byline train`` runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from detectors.train import boosting, build, card, corpora, export, linear, network

#: Inverse strength of the cheap model's regularisation, chosen by cross-fit on ``train`` (see
#: docs/authorship.md).
STRENGTH = 6.0


def train(
    paths: Sequence[Path], base: Path, out: Path, name: str, steps: int, seed: int, say: Callable[[str], None]
) -> None:
    """Read ``paths`` and the project's own texts, fit, calibrate and write ``out``. ``steps`` 0 leaves the
    network out.
    """
    paths = [*paths, corpora.OWN]
    records = corpora.load(paths)
    pairs = corpora.pairs_of(path for path in paths if path.name.startswith(("paired", "written")))
    fitted = [r for r in records if r.part == "train"]
    held = [r for r in records if r.part != "train" and r.words >= build.SHORTEST]
    say(f"{len(fitted)} texts to fit, {len(held)} held out")
    known, model, wording = linear.train(fitted, STRENGTH, seed, say)
    used = linear.usable(fitted)
    common = frozenset(word for word in known.words if " " not in word)
    boosted, styled = boosting.train(used, common, seed, say)
    ratio = boosting.ratio(wording, styled, np.array([not r.ai for r in used]))
    proses = [r.prose for r in held]
    cheap = model.decision_function(linear.matrix(proses, known))
    cheap += ratio * boosted.decision_function(boosting.matrix(proses, common))
    heavy = np.full(len(held), np.nan)
    out.mkdir(parents=True, exist_ok=True)
    if steps:
        net = network.fit(fitted, base, network.Plan(steps=steps, seed=seed), pairs, say)
        network.export(net, out / "model.onnx")
        heavy = build.network_logits(
            out / "model.onnx", base / "tokenizer.json", [r.prose for r in held], say
        )
    parts = build.Cheap(
        known,
        model.coef_[0].astype(np.float32),
        float(model.intercept_[0]),
        export.Style(boosting.trees(boosted), ratio, common),
    )
    config = build.write(out, name, parts, build.Raws(held, cheap, heavy), base if steps else None, seed, say)
    build.golden(out, card.EXAMPLES)
    card.write(out, config)
    say(json.dumps(linear.telling(known, model, 40)))
