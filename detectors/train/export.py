"""Write a model directory: two ONNX files, vocabulary, tokenizer, tables, card and golden scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from detectors.authorship.features.ngrams import Vocabulary
from detectors.authorship.features.stylometry import NAMES

_OPSET: Final = 17


@dataclass(frozen=True, slots=True)
class Style:
    """The style model: its trees, its factor in the joint logit, and the words that it takes for common."""

    trees: onnx.NodeProto
    ratio: float
    common: frozenset[str]


def cheap(path: Path, weights: npt.NDArray[np.float32], bias: float, style: Style) -> None:
    """Write the cheap model: the n-grams' logit plus the share of the style model's trees.

    Gathering the weights of the n-grams that a text has costs microseconds, where a dense product over all
    would not; the products are a second output, from which the explanation is made. The trees read ``style``
    (one row) and write ``style_logit``.
    """
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["weights", "ids"], ["picked"], axis=0),
            helper.make_node("Mul", ["picked", "values"], ["parts"]),
            helper.make_node("ReduceSum", ["parts"], ["sum"], keepdims=1),
            helper.make_node("Add", ["sum", "bias"], ["wording"]),
            style.trees,
            helper.make_node("Reshape", ["style_logit", "one"], ["style_flat"]),
            helper.make_node("Mul", ["style_flat", "ratio"], ["style_share"]),
            helper.make_node("Add", ["wording", "style_share"], ["logit"]),
        ],
        "cheap",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"]),
            helper.make_tensor_value_info("values", TensorProto.FLOAT, ["n"]),
            helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, len(NAMES)]),
        ],
        [
            helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1]),
            helper.make_tensor_value_info("parts", TensorProto.FLOAT, ["n"]),
        ],
        [
            numpy_helper.from_array(weights.astype(np.float32), "weights"),
            numpy_helper.from_array(np.array([bias], dtype=np.float32), "bias"),
            numpy_helper.from_array(np.array([style.ratio], dtype=np.float32), "ratio"),
            numpy_helper.from_array(np.array([1], dtype=np.int64), "one"),
        ],
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def cheap_parts(
    folder: Path, known: Vocabulary, weights: npt.NDArray[np.float32], bias: float, style: Style
) -> None:
    """Write vocabulary, inverse document frequencies, common words and cheap model."""
    folder.joinpath("common.txt").write_text("\n".join(sorted(style.common)), encoding="utf-8")
    folder.joinpath("ngrams.txt").write_text("\n".join(known.grams), encoding="utf-8")
    folder.joinpath("idf.bin").write_bytes(known.idf.astype("<f4").tobytes())
    cheap(folder / "cheap.onnx", weights, bias, style)


def calibration_id(config: Mapping[str, Any], scores: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Return a short id that changes with any table, factor or abstention rule."""
    told = {key: config[key] for key in ("cascade", "shapes", "abstain", "kinds")}
    data = json.dumps([told, scores], sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()[:12]


def write_json(path: Path, value: Any) -> None:
    """Write JSON, one top-level key a line, sorted, so that two runs can be compared."""
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")
