"""The cheap model: logistic regression on word and character n-grams, robust across repositories.

Only n-grams that stand in at least ``MIN_REPOSITORIES`` repositories, and on both sides, are kept: no name,
mail address or project
word can be in the shipped vocabulary. After a first fit, repositories and texts that go wrong in cross-fit
get more weight.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from detectors.authorship.features import ngrams
from detectors.authorship.masks import MASKS
from detectors.train.augment import crop, noise
from detectors.train.corpora import FOLDS, Record, weights

MIN_REPOSITORIES: Final = 10
MIN_SIDE: Final = 4
MAX_GRAMS: Final = 60_000
_MIN_WORDS: Final = 8
#: Products and projects that so many repositories speak of that the count above does not keep them out.
PRODUCTS: Final = frozenset(
    re.findall(
        r"\S+",
        """android apple aws azure bitcoin chrome chromium curl debian django docker edge fedora firefox
        flutter git gnome go gradle homebrew ios ipad iphone java javascript kotlin kubernetes laravel
        linux llvm mac macbook macos mozilla mysql nexus node nodejs openssl oracle php pixel postgres
        postgresql python qt react redis ruby rust safari samsung seamonkey servo spring sqlite swift
        systemd tensorflow tokio typescript ubuntu unity vim vscode webpack windows xcode ietf quic tls
        wasm wayland x11""",
    )
)
_ROUNDS: Final = 2
Array = npt.NDArray[np.float64]


def vocabulary(records: Sequence[Record]) -> ngrams.Vocabulary:
    """Choose the n-grams that enough repositories use, on both sides, and measure how rare they are."""
    counter = CountVectorizer(analyzer=ngrams.grams, binary=True, dtype=np.float32)
    rows = counter.fit_transform([record.prose for record in records])
    repos = {repo: at for at, repo in enumerate(sorted({record.repo for record in records}))}
    side = {}
    for ai in (True, False):
        own = [at for at, record in enumerate(records) if record.ai is ai]
        group = sparse.csr_matrix(
            (np.ones(len(own), dtype=np.float32), ([repos[records[at].repo] for at in own], own)),
            shape=(len(repos), len(records)),
        )
        side[ai] = np.asarray(((group @ rows) > 0).sum(axis=0)).ravel()
    enough = (
        (side[True] >= MIN_SIDE) & (side[False] >= MIN_SIDE) & (side[True] + side[False] >= MIN_REPOSITORIES)
    )
    names = counter.get_feature_names_out()
    enough &= np.array([not names_product(gram) for gram in names])
    order = sorted(np.flatnonzero(enough), key=lambda at: (-(side[True][at] + side[False][at]), names[at]))[
        :MAX_GRAMS
    ]
    frequency = np.asarray(rows[:, order].sum(axis=0)).ravel()
    idf = (np.log((1 + len(records)) / (1 + frequency)) + 1).astype(np.float32)
    return ngrams.Vocabulary([str(names[at]) for at in order], idf)


def names_product(gram: str) -> bool:
    """Whether an n-gram (with its mark) holds the name of a product."""
    return any(token in PRODUCTS for token in gram[2:].split())


def matrix(proses: Sequence[str], known: ngrams.Vocabulary) -> sparse.csr_matrix:
    """Return one row a text."""
    data, indices, starts = [], [], [0]
    for prose in proses:
        ids, values = known.vector(prose)
        indices.append(ids)
        data.append(values)
        starts.append(starts[-1] + len(ids))
    return sparse.csr_matrix(
        (np.concatenate(data), np.concatenate(indices), np.array(starts)),
        shape=(len(proses), len(known.grams)),
    )


def damaged(records: Sequence[Record], seed: int) -> list[str]:
    """Return one cropped and damaged copy of every text."""
    rng = random.Random(seed)
    return [noise(crop(record.prose, rng), rng) for record in records]


def fit(
    rows: sparse.csr_matrix, target: npt.NDArray[np.bool_], weight: Array, strength: float
) -> LogisticRegression:
    """Fit one weighted logistic regression. ``strength`` is scikit-learn's ``C``."""
    model = LogisticRegression(C=strength, max_iter=300, solver="liblinear", tol=1e-3)
    model.fit(rows, target, sample_weight=weight)
    return model


class Classifier(Protocol):
    """What cross-fit needs of a fitted model."""

    def decision_function(self, rows: Any) -> Array:
        """Return the logit of each row."""


C = TypeVar("C", bound=Classifier)
#: Fits a model on the records of these positions, by the weights of all records.
Fit = Callable[[npt.NDArray[np.int64], Array], C]


def cross(records: Sequence[Record], rows: Any, fit_on: Fit[C], weight: Array) -> Array:
    """Return the logit of every record from a model that saw nothing of its fold's repositories."""
    fold = np.array([record.fold for record in records])
    out = np.zeros(len(records))
    for k in range(FOLDS):
        out[fold == k] = fit_on(np.flatnonzero(fold != k), weight).decision_function(rows[fold == k])
    return out


def hardened(
    records: Sequence[Record], rows: Any, fit_on: Fit[C], rounds: int, say: Callable[[str], None]
) -> tuple[C, Array]:
    """Fit after some rounds of reweighting by cross-fit. Returns the model on all records and the last
    out-of-fold logits.
    """
    weight = np.array(weights(list(records)))
    logit = cross(records, rows, fit_on, weight)
    for number in range(rounds):
        weight = robust(records, weight, logit)
        logit = cross(records, rows, fit_on, weight)
        say(f"round {number + 1} of reweighting done")
    return fit_on(np.arange(len(records)), weight), logit


def robust(records: Sequence[Record], weight: Array, logit: Array) -> Array:
    """Return new weights: hard human texts and repositories with many of them count more, doubtful labels
    less.
    """
    human = np.array([not record.ai for record in records])
    low, cut = np.quantile(logit[human], [0.1, 0.985])
    new = weight.copy()
    size = Counter(record.repo for record in records if not record.ai)
    wrong = Counter(r.repo for r, z in zip(records, logit, strict=True) if not r.ai and z > cut)
    for at, record in enumerate(records):
        if record.ai:
            new[at] *= 0.5 if logit[at] < low and not record.written else 1.0
            continue
        rate = (wrong[record.repo] + 0.3) / (size[record.repo] + 20)
        new[at] *= min(3.0, math.sqrt(max(rate, 0.015) / 0.015)) * (3.0 if logit[at] > cut else 1.0)
    for label in (True, False):
        side = human != label
        new[side] *= weight[side].sum() / new[side].sum()
    return new


def usable(records: Sequence[Record]) -> list[Record]:
    """Return the records with enough words to be fitted."""
    return [record for record in records if record.words >= _MIN_WORDS]


def train(
    records: Sequence[Record], strength: float, seed: int, say: Callable[[str], None], rounds: int = _ROUNDS
) -> tuple[ngrams.Vocabulary, LogisticRegression, Array]:
    """Return vocabulary, model and the out-of-fold logits of ``records``."""
    used = usable(records)
    known = vocabulary(used)
    say(f"{len(used)} texts, {len(known.grams)} n-grams")
    rows, extra = matrix([r.prose for r in used], known), matrix(damaged(used, seed), known)
    target = np.array([record.ai for record in used])

    def fit_on(chosen: npt.NDArray[np.int64], weight: Array) -> LogisticRegression:
        both = sparse.vstack([rows[chosen], extra[chosen]])
        return fit(both, np.tile(target[chosen], 2), np.tile(weight[chosen] / 2, 2), strength)

    model, logit = hardened(used, rows, fit_on, rounds, say)
    return known, model, logit


def telling(known: ngrams.Vocabulary, model: LogisticRegression, count: int = 60) -> dict[str, list[str]]:
    """Return the strongest n-grams of either side, to be looked at by eye."""
    order = np.argsort(model.coef_[0] * known.idf)
    names = [known.grams[at] for at in order]
    return {"human": names[:count], "machine": names[::-1][:count], "masks": sorted(MASKS)}
