"""The shipped classifier, run by ONNX Runtime on one thread.

Two models make one raw score. The cheap one (word and character n-grams with logistic regression, and trees
on values of style, as one graph) reads every text. The
heavier one (a small transformer, eight-bit weights) reads only those that the cheap one finds near or beyond
the line: most texts
are far below it, and for them its answer could change nothing that anybody acts on. Calibration is done on
the raw
score of the two together, exactly as it is computed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from detectors.authorship.calibration import Length, Ranked, Shapes, Table
from detectors.authorship.features.ngrams import Vocabulary
from detectors.authorship.features.stylometry import features
from detectors.authorship.measured import DEFAULT

MAX_TOKENS: Final = 160


class ModelUnavailableError(Exception):
    """The model cannot be loaded here: a file is missing or damaged, or ONNX Runtime does not start."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What the models say of one text. ``network`` is ``None`` where the heavier model was not asked."""

    raw: float
    linear: float
    network: float | None
    ids: npt.NDArray[np.int64]
    parts: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cascade:
    """How two logits become one raw score: each in units of human texts (shift, scale), then a weighted mean.

    ``weights`` is the heavier model's share by kind; for a kind with none it is not asked. It is not asked
    either below ``low`` (in the cheap model's units) nor above ``high``.
    """

    linear: tuple[float, float]
    network: tuple[float, float]
    weights: Mapping[str, float]
    low: float
    high: float

    def cheap(self, logit: float) -> float:
        """Return the cheap model's logit in units of human texts."""
        return (logit - self.linear[0]) / self.linear[1]

    @property
    def has_network(self) -> bool:
        """Whether there is a heavier model at all."""
        return any(self.weights.values())

    def asks(self, cheap: float, kind: str) -> bool:
        """Say whether the heavier model is needed."""
        return self.weights.get(kind, 0.0) > 0 and self.low <= cheap <= self.high

    def join(self, cheap: float, logit: float | None, kind: str) -> float:
        """Return the raw score. Without the heavier model's logit the cheap one stands for both."""
        if logit is None:
            return cheap
        heavy, weight = (logit - self.network[0]) / self.network[1], self.weights[kind]
        return (1 - weight) * cheap + weight * heavy


class Network:
    """The heavier model with its tokenizer. It reads one text at a time: eight-bit scales depend on the
    batch.
    """

    def __init__(self, model: bytes, tokenizer: str) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._session = _session(model)

    def logit(self, prose: str) -> float:
        """Return the logit of cleaned prose (positive: machine-like)."""
        found = self._tokenizer.encode(prose)
        feed = {"input_ids": [found.ids], "attention_mask": [found.attention_mask]}
        (logit,) = self._session.run(
            None, {name: np.array(row, dtype=np.int64) for name, row in feed.items()}
        )
        return float(logit[0])


class Model:
    """A model directory, loaded. Use ``load`` for the shipped one."""

    def __init__(self, folder: Traversable) -> None:
        self.config: dict[str, Any] = json.loads(folder.joinpath("config.json").read_text("utf-8"))
        grams = folder.joinpath("ngrams.txt").read_text("utf-8").split("\n")
        self.vocabulary = Vocabulary(
            grams, np.frombuffer(folder.joinpath("idf.bin").read_bytes(), dtype="<f4")
        )
        #: Common words: a text's share of others is one of its style values.
        self.common = frozenset(folder.joinpath("common.txt").read_text("utf-8").split("\n"))
        self.cascade = _cascade(self.config["cascade"])
        self.shapes = _shapes(self.config["shapes"])
        #: Human scores by kind and by a hash of the project's name, so that a project can be judged without
        #: its own texts.
        self.projects: dict[str, dict[str, list[float]]] = json.loads(
            folder.joinpath("calibration.json").read_text("utf-8")
        )
        self.tables = {kind: _table(self.projects[kind], told) for kind, told in self.config["kinds"].items()}
        self._linear = _session(folder.joinpath("cheap.onnx").read_bytes())
        self._folder = folder

    @property
    def name(self) -> str:
        """The model's name, as in its directory."""
        return str(self.config["name"])

    @property
    def calibration(self) -> str:
        """The id of the calibration: changes whenever any table or factor does."""
        return str(self.config["calibration"])

    def run(self, prose: str, kind: str) -> Raw:
        """Score cleaned prose of a text of ``kind``."""
        ids, values = self.vocabulary.vector(prose)
        style = np.array([features(prose, self.common)], dtype=np.float32)
        logit, parts = self._linear.run(None, {"ids": ids, "values": values, "style": style})
        linear = float(logit[0])
        cheap = self.cascade.cheap(linear)
        network = self.network(prose) if self.cascade.asks(cheap, kind) else None
        return Raw(self.cascade.join(cheap, network, kind), linear, network, ids, parts)

    def network(self, prose: str) -> float:
        """Return the heavier model's logit. It is loaded when first asked."""
        return self._heavy.logit(prose)

    @cached_property
    def _heavy(self) -> Network:
        with _loading(self.name):
            tokenizer = self._folder.joinpath("tokenizer.json").read_text("utf-8")
            return Network(self._folder.joinpath("model.onnx").read_bytes(), tokenizer)


@contextmanager
def _loading(name: str) -> Iterator[None]:
    """Give every failure in the block one type: what is wrong with a model's files can come as anything."""
    try:
        yield
    except Exception as error:
        raise ModelUnavailableError(f"{name}: {type(error).__name__}: {error}") from error


def _session(data: bytes) -> Any:
    # Imported here: it takes a third of a second, which every other command would pay too.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _cascade(told: dict[str, Any]) -> Cascade:
    return Cascade(tuple(told["linear"]), tuple(told["network"]), told["weights"], told["low"], told["high"])


def _shapes(told: dict[str, Any]) -> Shapes:
    curves = (
        Length(*(tuple(curve[name]) for name in ("words", "center", "spread"))) for curve in told["curves"]
    )
    return Shapes(tuple(told["bounds"]), tuple(curves))


def _table(projects: dict[str, list[float]], told: dict[str, Any]) -> Table:
    return Table(
        Ranked.of(projects),
        told["factor"],
        told["worst_project"],
        told["worst_project_n"],
        told["median_project"],
    )


@cache
def load(name: str = DEFAULT) -> Model:
    """Load a packaged model once.

    Raises:
        ModelUnavailableError: there is no model of that name, or it cannot be loaded.
    """
    with _loading(name):
        return Model(resources.files("detectors.authorship") / "models" / name)
