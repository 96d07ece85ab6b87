"""Models that code, configuration and commands use, by the ids they give.

Read by patterns, not by parsers: a change shows parts of files in any language. A wrong id costs a look
in the registry that finds nothing; so words that calls of model libraries are sure about are taken as
they are, and values of keys such as ``model`` only where the registry knows them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.openness.matching import resolve
from detectors.openness.model import ModelId

#: How much of one file is read, in characters, and how many ids of it are taken.
MAX_CHARS: Final = 400_000
MAX_IDS: Final = 200

_QUOTE: Final = r"[\"'`]([^\"'`\s]{2,160})[\"'`]"
_NAME: Final = r"([\w.:/@+-]{2,160})"
_OPTIONS: Final = r"(?:[ \t]+--?[\w-]{1,40}(?:=[^\s]{1,100})?){0,6}"
#: Nobody writes these about anything but a model's id.
_SURE: Final = (
    re.compile(
        r"\b(?:from_pretrained|hf_hub_download|snapshot_download|SentenceTransformer|CrossEncoder"
        r"|InferenceClient|load_model_from_hub"
        r"|hf_hub_url|WhisperModel|ChatOllama|OllamaLLM|HuggingFaceEndpoint)\(\s{0,80}(?:(?:repo_id"
        r"|model|model_id|model_name"
        r"|pretrained_model_name_or_path|model_name_or_path)\s{0,4}=\s{0,4})?[rf]?" + _QUOTE
    ),
    re.compile(
        r"\b(?:repo_id|pretrained_model_name_or_path|model_name_or_path"
        r"|base_model_name_or_path)[\"']?\s{0,8}[=:]\s{0,8}[rf]?" + _QUOTE
    ),
    re.compile(r"\bpipeline\((?:[^()\n]{0,200}?[,\s])?model\s{0,4}=\s{0,4}" + _QUOTE),
    re.compile(r"\bollama[\"',\s]{1,6}(?:pull|run|show)[\"',\s]{1,6}" + _NAME),
    re.compile(r"\b(?:huggingface-cli|hf)[ \t]+download" + _OPTIONS + r"[ \t]+" + _NAME),
    re.compile(r"\bvllm[ \t]+serve" + _OPTIONS + r"[ \t]+" + _NAME),
    re.compile(r"\bdocker[ \t]+model[ \t]+(?:pull|run)[ \t]+" + _NAME),
    re.compile(
        r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?!datasets/|spaces/|docs/|papers/|blog/"
        r"|collections/|api/|inference-endpoints/|tasks/|join/|settings/|organizations/|learn/|posts/)"
        r"([\w.-]{1,96}/[\w.-]{1,96})"
    ),
)
#: Values of these keys may be anything; the registry decides.
_MAYBE: Final = (
    re.compile(
        r"(?<![\w.-])[\"']?(?:[\w-]{0,30}[_-])?(?:model|models|model[_-]?id|model[_-]?name"
        r"|base[_-]?model|llm|llm[_-]?model|MODEL|LLM|checkpoint|engine)"
        r"[\"']?[ \t]{0,8}[=:][ \t]{0,8}[rf]?[\"'`]?" + _NAME,
        re.IGNORECASE,
    ),
    re.compile(r"--(?:model|model-id|model-name|base-model|llm)(?:[ \t]{1,4}|=)[\"']?" + _NAME),
)
_LIST_ITEM = re.compile(
    r"^[ \t]{0,40}-[ \t]{1,4}[\"']?([\w.-]{1,80}/[\w.:-]{1,96})[\"']?[ \t]*$", re.MULTILINE
)
_FROM = re.compile(r"^FROM[ \t]{1,9}" + _NAME, re.MULTILINE | re.IGNORECASE)
_NO_ID = re.compile(
    r"^(?:[./~$]|[a-zA-Z]:[\\/])|path/to|your[-_]|[<>{}$]|^(?:true|false|none|null|string|str|int"
    r"|model|models|default|auto|self|test|name|local)$"
    r"|\.(?:py|json|ya?ml|toml|txt|md|pt|pth|onnx|ckpt|h5|pkl|js|ts)$|^(?:org|owner|user|username"
    r"|namespace)/|^[\d.]+$",
    re.IGNORECASE,
)
_CONFIGURATION: Final = (".yaml", ".yml", ".json", ".toml", ".cfg", ".ini")
#: Here a bare word behind such a key is a variable: ``Agent(llm=gemini_llm)``.
_CODE: Final = (
    ".py",
    ".js",
    ".jsx",
    ".ts",
    ".tsx",
    ".go",
    ".rs",
    ".java",
    ".kt",
    ".rb",
    ".php",
    ".cs",
    ".swift",
    ".cpp",
)


def model_ids(path: str, text: str) -> tuple[ModelId, ...]:
    """Return the models that the file ``path`` uses, by line. Linear in ``text``; never raises."""
    source = text[:MAX_CHARS]
    starts = [0, *(hit.end() for hit in re.finditer("\n", source))]
    found: dict[tuple[int, str], ModelId] = {}
    for name, place in islice(_names(path, source), MAX_IDS):
        line = bisect_right(starts, place)
        found.setdefault((line, name.lower()), ModelId(name, path, line))
    return tuple(sorted(found.values(), key=lambda one: one.line))


def _names(path: str, source: str) -> Iterator[tuple[str, int]]:
    base = path.rpartition("/")[2].lower()
    for pattern in _SURE:
        for hit in islice(pattern.finditer(source), MAX_IDS):
            if (name := _clean(hit[1])) and _has_letter(name):
                yield name, hit.start(1)
    patterns = [*_MAYBE]
    is_code = base.endswith(_CODE)
    if base.startswith("modelfile") or base.endswith(".modelfile"):
        patterns.append(_FROM)
    if base.endswith(_CONFIGURATION):
        patterns.append(_LIST_ITEM)
    for pattern in patterns:
        for hit in islice(pattern.finditer(source), MAX_IDS):
            if is_code and hit[1].isidentifier() and source[hit.start(1) - 1] not in "\"'`":
                continue
            if (name := _clean(hit[1])) and _is_known(name):
                yield name, hit.start(1)


def _clean(name: str) -> str:
    """Return ``name`` without the marks around it; empty where it is a path, a placeholder or a variable."""
    bare = name.strip(".,;:)/`'\"")
    return "" if len(bare) < 2 or bare.count("/") > 3 or _NO_ID.search(name) else bare


def _has_letter(name: str) -> bool:
    return any(char.isalpha() for char in name)


def _is_known(name: str) -> bool:
    return _has_letter(name) and resolve(name) is not None
