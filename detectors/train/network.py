"""Fine-tune a small encoder on crops of cleaned prose, and write it as an ONNX file with eight-bit weights.

The encoder is a public sentence encoder (MiniLM, Apache-2.0). Its word embeddings stay frozen: what is
learned is how words are put together, not which words a project uses. Human texts that the network takes
for a machine's come back more often (hard negatives), and so do repositories that it errs on.
"""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from detectors.train.augment import crop, noise
from detectors.train.corpora import Record

MAX_TOKENS: Final = 160
WIDTH: Final = 384
_MIN_WORDS: Final = 10
_SLICE: Final = 8
_LONGEST: Final = 100
#: So many human texts are remembered with their loss; every batch takes some of the hardest of them again.
_REMEMBERED: Final = 4000
_HARD: Final = 4
_HARDEST_SHARE: Final = 12
#: The learning rate stays at its height for this share of the steps, then falls to nothing.
_PLATEAU: Final = 0.35


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. ``written`` is the share of the machine half of a batch that written texts take."""

    steps: int = 1100
    batch: int = 32
    rate: float = 1e-4
    warmup: int = 100
    layers: int = 6
    written: float = 0.35
    smoothing: float = 0.03
    seed: int = 0


class Network(nn.Module):
    """Encoder, mean over the tokens, one logit (positive: machine-like)."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one logit a text."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        logit: torch.Tensor = self.head((states * mask).sum(1) / mask.sum(1)).squeeze(-1)
        return logit


def new(base: Path, layers: int) -> Network:
    """Load the first ``layers`` layers of the public encoder in ``base``."""
    encoder = BertModel.from_pretrained(
        str(base), num_hidden_layers=layers, add_pooling_layer=False, attn_implementation="eager"
    )
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return Network(encoder)


class Sampler:
    """Draws batches: half human, half machine; repositories by 1/sqrt(size), times a weight that grows with
    their loss.
    """

    def __init__(self, records: Sequence[Record], plan: Plan, pairs: dict[str, str]) -> None:
        self.random = random.Random(plan.seed)
        self.plan = plan
        usable = [r for r in records if r.words >= _MIN_WORDS]
        self.human = self._groups(r for r in usable if not r.ai)
        self.found = self._groups(r for r in usable if r.ai and not r.written)
        self.styles = self._by(usable, lambda r: r.basis, lambda r: r.ai and r.written)
        by_id = {r.id: r for r in usable}
        self.partner = {a: by_id[b] for a, b in pairs.items() if b in by_id}
        self.loss: dict[tuple[str, bool], float] = defaultdict(lambda: 0.3)
        self.recent: deque[tuple[float, Record]] = deque(maxlen=_REMEMBERED)

    @staticmethod
    def _by(
        records: Any, key: Callable[[Record], Any], keep: Callable[[Record], bool]
    ) -> dict[Any, list[Record]]:
        out: dict[Any, list[Record]] = defaultdict(list)
        for record in records:
            if keep(record):
                out[key(record)].append(record)
        return dict(out)

    def _groups(self, records: Any) -> dict[str, list[Record]]:
        return self._by(records, lambda r: r.repo, lambda _: True)

    def _pick(self, groups: dict[str, list[Record]], count: int, ai: bool) -> list[Record]:
        names = list(groups)
        mean = sum(self.loss[name, ai] for name in names) / len(names)
        weight = [
            len(groups[n]) ** 0.5 * min(3.0, max(0.5, math.exp(1.5 * (self.loss[n, ai] - mean))))
            for n in names
        ]
        return [self.random.choice(groups[name]) for name in self.random.choices(names, weight, k=count)]

    def batch(self) -> list[Record]:
        """Return one batch of records; the human twin of a written pair often comes along."""
        half = self.plan.batch // 2
        written = round(half * self.plan.written) if self.styles else 0
        styles = self.random.choices(list(self.styles), k=written) if written else []
        drawn = [self.random.choice(self.styles[style]) for style in styles]
        twins = [self.partner[r.id] for r in drawn if r.id in self.partner]
        machine = drawn + self._pick(self.found, half - len(drawn), ai=True)
        hard = self._hardest(half - len(twins))
        return machine + twins + hard + self._pick(self.human, half - len(twins) - len(hard), ai=False)

    def _hardest(self, room: int) -> list[Record]:
        """Draw some of the human texts that looked most like a machine's, once enough have been seen."""
        if len(self.recent) < _REMEMBERED // 5:
            return []
        hardest = sorted(self.recent, key=lambda item: -item[0])[: len(self.recent) // _HARDEST_SHARE]
        return [record for _, record in self.random.sample(hardest, min(_HARD, room))]

    def learn(self, records: Sequence[Record], losses: Sequence[float]) -> None:
        """Remember how hard each repository and each human text is."""
        for record, loss in zip(records, losses, strict=True):
            key = (record.repo, record.ai)
            self.loss[key] = 0.9 * self.loss[key] + 0.1 * loss
            if not record.ai:
                self.recent.append((loss, record))


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Turn texts into token ids and mask, padded to the longest of them."""
    batch = tokenizer.encode_batch(list(texts))
    ids = torch.tensor([e.ids for e in batch])
    return ids, torch.tensor([e.attention_mask for e in batch])


def tokenizer_of(base: Path) -> Tokenizer:
    """Load the encoder's own tokenizer, cut at ``MAX_TOKENS``."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106
    return tokenizer


def fit(
    records: Sequence[Record], base: Path, plan: Plan, pairs: dict[str, str], say: Callable[[str], None]
) -> Network:
    """Train on ``records`` (all of them), by seed. Returns the network in evaluation mode."""
    network = new(base, plan.layers)
    torch.manual_seed(plan.seed)
    tokenizer = tokenizer_of(base)
    sampler = Sampler(records, plan, pairs)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, plan.rate, weight_decay=0.01)
    network.train()
    start, running = time.monotonic(), 0.7
    for step in range(plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, plan)
        batch = sampler.batch()
        texts = [noise(crop(r.prose, sampler.random, longest=_LONGEST), sampler.random) for r in batch]
        losses = _backward(network, tokenizer, texts, [r.ai for r in batch], plan.smoothing)
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        sampler.learn(batch, losses)
        running = 0.98 * running + 0.02 * sum(losses) / len(losses)
        if step % 25 == 0:
            say(f"step {step}/{plan.steps} loss {running:.4f} {time.monotonic() - start:.0f} s")
    return network.eval()


def rate_at(step: int, plan: Plan) -> float:
    """Return the learning rate of a step: a short rise, a plateau, and a straight fall to nothing."""
    fall = min(1.0, (1 - step / plan.steps) / (1 - _PLATEAU))
    return plan.rate * min(1.0, (step + 1) / plan.warmup) * fall


def _backward(
    network: Network, tokenizer: Tokenizer, texts: Sequence[str], ai: Sequence[bool], smoothing: float
) -> list[float]:
    """Add the gradients of a batch, in slices of like length so that little padding is computed. Returns
    the losses.
    """
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    losses = [0.0] * len(texts)
    for at in range(0, len(order), _SLICE):
        part = order[at : at + _SLICE]
        target = torch.tensor([float(ai[i]) for i in part]) * (1 - 2 * smoothing) + smoothing
        loss = nn.functional.binary_cross_entropy_with_logits(
            network(*encode(tokenizer, [texts[i] for i in part])), target, reduction="none"
        )
        torch.autograd.backward(loss.sum() / len(texts))
        for i, value in zip(part, loss.detach().tolist(), strict=True):
            losses[i] = value
    return losses


@torch.inference_mode()
def logits(network: Network, base: Path, texts: Sequence[str]) -> np.ndarray:
    """Score texts, sorted by length to save padding."""
    tokenizer = tokenizer_of(base)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros(len(texts), dtype=np.float32)
    for at in range(0, len(order), 64):
        part = order[at : at + 64]
        out[part] = network(*encode(tokenizer, [texts[i] for i in part])).numpy()
    return out


def export(network: Network, path: Path) -> None:
    """Write the network as ONNX with dynamically quantised eight-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = path.with_suffix(".float.onnx")
    ids = torch.ones((1, 8), dtype=torch.int64)
    axes = {
        "input_ids": {0: "batch", 1: "tokens"},
        "attention_mask": {0: "batch", 1: "tokens"},
        "logit": {0: "batch"},
    }
    torch.onnx.export(
        network.eval(),
        (ids, ids),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["logit"],
        dynamic_axes=axes,
        dynamo=False,
        opset_version=17,
    )
    quantize_dynamic(str(plain), str(path), weight_type=QuantType.QInt8)
    plain.unlink()
