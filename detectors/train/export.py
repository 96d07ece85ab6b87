"""Write a model directory: two ONNX files, vocabulary, tokenizer, tables, card and golden scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from detectors.authorship.features.ngrams import Vocabulary

_OPSET: Final = 17


def linear(path: Path, weights: npt.NDArray[np.float32], bias: float) -> None:
    """Write the cheap model: gather the weights of the n-grams that a text has, multiply, add up.

    A text has some hundred of the n-grams, so this costs microseconds, where a dense product over all would
    not; the
    products are a second output, from which the explanation is made.
    """
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["weights", "ids"], ["picked"], axis=0),
            helper.make_node("Mul", ["picked", "values"], ["parts"]),
            helper.make_node("ReduceSum", ["parts"], ["sum"], keepdims=1),
            helper.make_node("Add", ["sum", "bias"], ["logit"]),
        ],
        "linear",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"]),
            helper.make_tensor_value_info("values", TensorProto.FLOAT, ["n"]),
        ],
        [
            helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1]),
            helper.make_tensor_value_info("parts", TensorProto.FLOAT, ["n"]),
        ],
        [
            numpy_helper.from_array(weights.astype(np.float32), "weights"),
            numpy_helper.from_array(np.array([bias], dtype=np.float32), "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def cheap_parts(folder: Path, known: Vocabulary, weights: npt.NDArray[np.float32], bias: float) -> None:
    """Write vocabulary, inverse document frequencies and cheap model."""
    folder.joinpath("ngrams.txt").write_text("\n".join(known.grams), encoding="utf-8")
    folder.joinpath("idf.bin").write_bytes(known.idf.astype("<f4").tobytes())
    linear(folder / "linear.onnx", weights, bias)


def calibration_id(config: Mapping[str, Any], scores: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Return a short id that changes with any table, factor or abstention rule."""
    told = {key: config[key] for key in ("cascade", "length", "abstain", "kinds")}
    data = json.dumps([told, scores], sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()[:12]


def write_json(path: Path, value: Any) -> None:
    """Write JSON, one top-level key a line, sorted, so that two runs can be compared."""
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")
