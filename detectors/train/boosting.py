"""The style model: gradient boosting on stylometric features, robust across repositories like the cheap one.

It sees neither topic nor wording, so it errs on other texts than the n-grams do; their mean is better than
either, most of all on humanized and template-filled text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper
from sklearn.ensemble import HistGradientBoostingClassifier

from detectors.authorship.features.stylometry import features
from detectors.train.corpora import Record
from detectors.train.linear import Array, damaged, hardened

_ROUNDS: Final = 1
#: Share of the style model in the joint logit.
SHARE: Final = 0.4


def matrix(proses: Sequence[str], known: frozenset[str]) -> npt.NDArray[np.float32]:
    """Return one row a text."""
    return np.array([features(prose, known) for prose in proses], dtype=np.float32)


def fit(
    rows: npt.NDArray[np.float32], target: npt.NDArray[np.bool_], weight: Array, seed: int
) -> HistGradientBoostingClassifier:
    """Fit one weighted ensemble of small trees."""
    model = HistGradientBoostingClassifier(
        max_iter=160,
        learning_rate=0.12,
        max_leaf_nodes=20,
        l2_regularization=10.0,
        min_samples_leaf=40,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )
    return model.fit(rows, target, sample_weight=weight)


def train(
    used: Sequence[Record], known: frozenset[str], seed: int, say: Callable[[str], None]
) -> tuple[HistGradientBoostingClassifier, Array]:
    """Return the model and the out-of-fold logits of ``used``. Damaged copies hold half of the weight."""
    rows = matrix([record.prose for record in used], known)
    extra = matrix(damaged(used, seed), known)
    target = np.array([record.ai for record in used])

    def fit_on(chosen: npt.NDArray[np.int64], weight: Array) -> HistGradientBoostingClassifier:
        both = np.vstack([rows[chosen], extra[chosen]])
        return fit(both, np.tile(target[chosen], 2), np.tile(weight[chosen] / 2, 2), seed)

    return hardened(used, rows, fit_on, _ROUNDS, lambda line: say(f"style: {line}"))


def trees(model: Any) -> onnx.NodeProto:
    """Return the trees as an ONNX node that reads ``style`` and writes ``style_logit``."""
    columns: dict[str, list[Any]] = {
        name: []
        for name in [
            "nodes_treeids",
            "nodes_nodeids",
            "nodes_featureids",
            "nodes_values",
            "nodes_modes",
            "nodes_truenodeids",
            "nodes_falsenodeids",
            "target_treeids",
            "target_nodeids",
            "target_ids",
            "target_weights",
        ]
    }
    for tree, (predictor,) in enumerate(model._predictors):
        for at, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            row = (
                tree,
                at,
                0 if leaf else int(node["feature_idx"]),
                0.0 if leaf else float(node["num_threshold"]),
                "LEAF" if leaf else "BRANCH_LEQ",
                0 if leaf else int(node["left"]),
                0 if leaf else int(node["right"]),
            )
            for name, value in zip(columns, row, strict=False):
                columns[name].append(value)
            if leaf:
                for name, value in zip(list(columns)[7:], (tree, at, 0, float(node["value"])), strict=True):
                    columns[name].append(value)
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["style"],
        ["style_logit"],
        domain="ai.onnx.ml",
        n_targets=1,
        base_values=[float(model._baseline_prediction.ravel()[0])],
        **columns,
    )


def ratio(wording: Array, style: Array, human: npt.NDArray[np.bool_], share: float = SHARE) -> float:
    """Return what to multiply the style logit by, so that it holds ``share`` of the joint one.

    Both are measured in the spread of human texts (98th percentile over median), on out-of-fold logits.
    """
    wide = [float(np.subtract(*np.quantile(z[human], [0.98, 0.5]))) for z in (wording, style)]
    return round(share / (1 - share) * wide[0] / wide[1], 5)
