"""What shows that a repository publishes a model of its own, each with the place where a reader finds it.

A file of a license for weights, a model card, pages of a hub under an account and a name like the
repository's, a link to weights with its name, or a sentence on its own weights. A program that calls models,
serves them or ships one for its own use shows none of these, or says in its first lines what it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from detectors.model import Evidence, TextFile

#: How much of a page is read, in characters, how many pages, and how many links of each.
MAX_TEXT: Final = 200_000
MAX_PAGES: Final = 12
MAX_LINKS: Final = 600
#: Where a page says what its project is.
_HEAD: Final = 6_000
#: Pages of a hub under another account than the owner's: one may be a model that the repository uses.
_MANY: Final = 2
#: Letters that a name needs to be told from a word.
_TELLS: Final = 5
#: Pages of a hub with words of the title that show a model.
_FAMILY: Final = 3

_LICENSE: Final = re.compile(
    r"(?:[\w.-]{0,40}?(?:models?|weights?|checkpoints?)(?:[-_](?:weights?|diff))?[-_. ]licen[sc]e[\w -]{0,20}"
    r"|licen[sc]e[-_. ](?:models?|weights?|checkpoints?))(?:\.(?:txt|md|rst|pdf))?\Z"
    r"|model[-_]licen[sc]es/[^/]{1,80}\Z",
    re.IGNORECASE,
)
_CARD: Final = re.compile(
    r"(?:model[-_]?cards?/)?[\w. -]{0,60}?model[-_ ]?card[\w. -]{0,20}\.md\Z"
    r"|model[-_]?cards/[\w. -]{1,80}\.md\Z",
    re.IGNORECASE,
)
_README: Final = re.compile(r"readme[\w.-]{0,20}\.(?:md|markdown|mdx|rst|html?)\Z", re.IGNORECASE)
_ZOO: Final = re.compile(
    r"(?:[\w.-]{1,40}/)?model[-_]?zoo\.md\Z"
    r"|docs/(?:usage|install(?:ation)?|getting[-_]started|quick[-_]?start|models?|checkpoints?|downloads?)\.md\Z",
    re.IGNORECASE,
)
_HUB: Final = re.compile(
    r"(?:huggingface\.co|hf\.co|hf-mirror\.com|modelscope\.(?:cn|com)(?:/models)?)/"
    r"(?!datasets/|spaces/|docs/|papers/|blog/|collections/|api/)(?P<account>[\w.-]{1,96})/(?P<name>[\w.-]{1,96})"
    r"|\b(?:from_pretrained|snapshot_download|hf_hub_download)\(\s{0,8}[rf]?[\"'](?P<caller>[\w.-]{1,96})/(?P<called>[\w.-]{1,96})",
    re.IGNORECASE,
)
_WEIGHTS: Final = re.compile(
    r"https?://(?P<url>[^\s\"'<>()\[\]]{4,300}?"
    r"(?:\.(?:pth|pt|ckpt|safetensors|gguf|onnx|caffemodel|pdparams|nemo|tflite)\b"
    r"|(?:checkpoint|weights?)s?[\w.-]{0,40}\.(?:zip|tar|tgz)"
    r"|(?:/|_)models?/[^\s\"'<>()\[\]]{1,120}?\.(?:pkl|npz|zip|tar|tgz)\b))",
    re.IGNORECASE,
)
_SAYS: Final = re.compile(
    r"\b(?:model |pre-?trained |(?:our|the|all(?: the)?) code and (?:the )?(?:model )?)"
    r"(?:weights|checkpoints) "
    r"(?:are|is) (?:released|licensed|distributed|provided|available) under\b"
    r"|\bwe (?:have )?(?:release[ds]?|open-?sourced?)\b[^.\n]{0,60}\b(?:weights|checkpoints)\b",
    re.IGNORECASE,
)
#: "Pretrained models are uploaded to the hub", with the page of an account.
_UPLOADED: Final = re.compile(
    r"\b(?:models|weights|checkpoints) (?:are|have been) (?:(?:now|also|all|publicly|freely|openly) ){0,2}"
    r"(?:uploaded|available|hosted|released|published|provided|shared) (?:to|on|at|in|via|through|under)\s"
    r"[^\n]{0,40}\n?[^\n]{0,40}?(?:huggingface\.co|hf\.co|modelscope\.(?:cn|com)/organization)/"
    r"(?P<account>[\w.-]{1,96})(?![\w./-]*/)",
    re.IGNORECASE,
)
#: Words of names that say no more than a size, a version or a format.
_MEASURE: Final = re.compile(
    r"(?:v?\d+(?:\.\d+)*[bmk]?|base|chat|instruct|it|pro|lite|small|medium|large|xl|xxl|gguf|gptq|awq|int[48]|hf"
    r"|lora|fp16|bf16|preview|\d+k)\Z"
)
#: A noun phrase that ends in what a program is called, at the start of a line or after "is": the words before
#: its noun are none that begin another thing ("a model trained on the platform").
_PROGRAM: Final = re.compile(
    r"(?:\A|\b(?:is|are)\b|[:–—]\s)\s{0,3}(?:(?!(?:for|of|on|to|with|from|in|by|that|which|models?|series|family)\b)"
    r"[\w'’+./&()\[\]-]{1,60},?\s{1,3}){0,9}"
    r"(?:toolkit|toolbox|librar(?:y|ies)|framework|platform|agents?|command[- ]line|CLI|IDE|extension|plugin"
    r"|apps?|applications?|SDK|editor|terminal|gateway|router|runtime|engine|web ?ui)\b",
    re.IGNORECASE,
)
#: "Acme-1 is a multi-modal foundation model": what a page's first lines call by the repository's name.
_DEFINED: Final = re.compile(
    r"(?:\A|[\s:–—])(?P<name>[A-Z][\w.+-]{1,40}(?: [\d.]+)?)(?:\s{0,2}\([^()\n]{1,80}\))?"
    r" (?:is|are) (?:an?|our|the) "
    r"(?:(?!(?:for|of|on|to|with|from|in|by|that|which|and|using)\b)[\w'’+./()-]{1,40},?\s{1,2}){0,8}"
    r"(?:(?:family|series|suite|collection) of "
    r"(?:(?!(?:for|to|with|from|that|which)\b)[\w'’+./()-]{1,40},?\s{1,2}){0,8})?"
    r"(?:models?|LLMs?|VLMs?)\b"
    r"(?![- ](?:zoo|hub|server|serving|compression|library|toolkit|framework|platform|checker))"
)
#: "An inference library for [Acme-1](…)", with the page of the account.
_LIBRARY_FOR: Final = re.compile(
    r"\b(?:library|package|code|repository|repo|implementation)\s{1,2}(?:for|of)\s{1,2}(?:the\s{1,2})?\[[^\[\]\n]{1,60}\]\("
    r"https?://(?:huggingface\.co|hf\.co)/(?P<account>[\w.-]{1,96})/(?P<page>[\w.-]{1,96})\)",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]{0,400}>")
#: Repositories beside a model's: its data, its programs, its pages.
_BESIDE: Final = re.compile(
    r"[-_. ](?:data|datasets?|bench(?:mark)?|evals?|cookbook|recipes|examples?|docs?|cli|agents?|code|sdk|api"
    r"|apps?|ui|webui|plugins?|demos?|common|inference|finetun(?:e|ing)|serving|tools?)\Z",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[\s/(),&]+")
_STEM: Final = re.compile(r"[a-z]+")
#: Words of publishers' names that are no names.
_NO_NAMES: Final = frozenset({"for", "and", "the", "lab", "labs", "institute", "research", "team", "open"})
#: Accounts on GitHub that have another name than their owner, each by the profile page of the account.
_ACCOUNTS: Final = {
    "ai2": ("allenai",),
    "bilibili": ("indexteam",),
    "lg": ("lgaiexaone",),
    "meta": ("facebook",),
    "sutd": ("jzhang38",),
    "telecom": ("teleai",),
    "tsinghua": ("thudm",),
    "zhipu": ("zai", "thudm"),
}
_NOT_ALNUM: Final = re.compile(r"[^a-z0-9]+")
_PREFIX: Final = re.compile(r"\A(?:ml|the|stanford|project)[-_]", re.IGNORECASE)
_VERSION: Final = re.compile(r"[-_.]?v?\d+(?:\.\d+)*\Z")


def shown(
    name: str, files: Iterable[TextFile], listed: Collection[str], weights: Collection[str] = ()
) -> Evidence | None:
    """Return the first thing that shows a model of the repository ``owner/name``, or None.

    ``files`` are those that were read, ``listed`` the paths of all that are known, ``weights`` those of
    weights that are published. Linear, bounded, never raises.
    """
    owner, _, title = name.rpartition("/")
    pages = [file for file in files if is_page(file.path)][:MAX_PAGES]
    if card := min(filter(_CARD.match, listed), default=""):
        return Evidence(card, "a model card", card)
    if not is_beside(title) and (told := _run_here(owner, title, pages)):
        return told
    if is_beside(title) or any(_README.match(page.path) and _is_program(page.text) for page in pages):
        return None
    if license_ := min(filter(_LICENSE.match, listed), default=""):
        return Evidence(license_, "a license for weights", license_)
    if weights:
        return Evidence(min(weights), "weights", min(weights))
    return next(_in_pages(owner, title, pages), None) or _defined(title, pages)


def is_page(path: str) -> bool:
    """Whether a file is a page that may show a model: a README at the top, or one on how to get models."""
    return bool(_README.match(path) or _ZOO.match(path))


def is_beside(title: str) -> bool:
    """Whether a repository is by its name the data, a program or the pages of a model."""
    return bool(_BESIDE.search(title))


def _is_program(text: str) -> bool:
    """Whether the first lines of a README say that the project is a program."""
    return any(_PROGRAM.search(line[:400]) for line in _prose(text[:_HEAD])[:2])


def _run_here(owner: str, title: str, pages: Iterable[TextFile]) -> Evidence | None:
    """Return where a README says that its program runs the owner's model of the repository's name."""
    for page in pages:
        head = page.text[:_HEAD]
        hit = _LIBRARY_FOR.search(head) if _README.match(page.path) else None
        if (
            hit
            and _squeezed(hit["account"]) == _squeezed(owner)
            and _is_named(hit["page"], title, loosely=False)
        ):
            return _at(page.path, head, hit)
    return None


def _defined(title: str, pages: Iterable[TextFile]) -> Evidence | None:
    """Return where a README's first lines say that the repository's name is a model's."""
    for page in pages:
        head = page.text[:_HEAD]
        for line in _prose(head)[:2] if _README.match(page.path) else ():
            hit = _DEFINED.search(line[:400])
            if hit and _is_called(hit["name"], title):
                start = head.count("\n", 0, max(0, head.find(hit["name"] + " "))) + 1
                return Evidence(f"{page.path}:{start}", " ".join(hit[0].split())[:200], page.path, start)
    return None


def _is_called(name: str, title: str) -> bool:
    """Whether ``name`` is the repository's, or the name of a model of it: "Acme-1" of "acme-lab"."""
    one, whole = _squeezed(name), _squeezed(_bare(title))
    first = _NOT_ALNUM.split(_VERSION.sub("", name).lower())[0]
    return one == whole or (len(first) >= 4 and first == _NOT_ALNUM.split(_bare(title).lower())[0])


def _prose(text: str) -> list[str]:
    """Return the lines of ``text`` that are prose."""
    lines = (_TAG.sub("", line).strip(" \t>*_#") for line in text.split("\n"))
    return [line for line in lines if len(line) > 40 and not line.startswith(("[", "(", "!", "|", "-", "`"))]


def _in_pages(owner: str, title: str, pages: Iterable[TextFile]) -> Iterator[Evidence]:
    """Yield what pages show: hub pages, links to weights, a sentence."""
    texts = [(page.path, page.text[:MAX_TEXT]) for page in pages]
    yield from _hub(owner, title, texts)
    for path, text in texts:
        for hit in _WEIGHTS.finditer(text):
            if _squeezed(_bare(title)) in _squeezed(hit["url"]):
                yield _at(path, text, hit)
                break
    for path, text in texts:
        if hit_ := _SAYS.search(text):
            yield _at(path, text, hit_)
        for hit, _ in zip(_UPLOADED.finditer(text), range(MAX_LINKS), strict=False):
            if is_account(owner, hit["account"]):
                yield _at(path, text, hit)
                break


def _hub(owner: str, title: str, texts: list[tuple[str, str]]) -> Iterator[Evidence]:
    """Yield the pages of a hub that are named like the repository.

    Under an account like the owner's one page is enough, unless most of the account's pages that are linked
    are of other models; under another account it takes more than one.
    """
    ours: dict[str, Evidence] = {}
    others: set[str] = set()
    theirs: dict[str, Evidence] = {}
    family: dict[str, dict[str, Evidence]] = {}
    for path, text in texts:
        for hit, _ in zip(_HUB.finditer(text), range(MAX_LINKS), strict=False):
            account, page = hit["account"] or hit["caller"], hit["name"] or hit["called"]
            if is_account(owner, account):
                if _is_named(page, title, loosely=True):
                    ours.setdefault(page.lower(), _at(path, text, hit))
                else:
                    others.add(page.lower())
            elif _is_named(page, title, loosely=False):
                theirs.setdefault(f"{account}/{page}".lower(), _at(path, text, hit))
            elif _is_of_words(page, title):
                family.setdefault(account.lower(), {}).setdefault(page.lower(), _at(path, text, hit))
    if ours and len(ours) * 3 >= len(others):
        yield next(iter(ours.values()))
    accounts = {name.partition("/")[0] for name in theirs}
    if len(theirs) >= _MANY and len(accounts) < len(theirs):
        yield next(iter(theirs.values()))
    for named in family.values():
        if len(named) >= _FAMILY:
            yield next(iter(named.values()))


def is_account(owner: str, account: str) -> bool:
    """Whether an account of a hub is by its name the owner's: "facebook" of "facebookresearch"."""
    one, other = _squeezed(owner), _squeezed(account)
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 4 and short in long)


def _is_named(page: str, title: str, *, loosely: bool) -> bool:
    """Whether a page of a hub is named like the repository; ``loosely`` takes its first word for it."""
    name, bare = _squeezed(page), _bare(title)
    whole = _squeezed(bare)
    if len(whole) > 2 and name.startswith(whole):
        return True
    without = _squeezed(_VERSION.sub("", bare))
    if len(without) >= _TELLS and name.startswith(without):
        return loosely
    first = _NOT_ALNUM.split(bare.lower())[0]
    return loosely and len(first) >= _TELLS and name.startswith(first)


def _is_of_words(page: str, title: str) -> bool:
    """Whether a page has no words but some of the title: "alpine-marmot-7b" of "Alpine-Ibex-Marmot"."""
    held = set(_NOT_ALNUM.split(title.lower()))
    told = [word for word in _NOT_ALNUM.split(page.lower()) if word and not _MEASURE.match(word)]
    return len(told) >= _MANY and all(word in held for word in told)


def is_publisher(owner: str, publisher: str, family: str) -> bool:
    """Whether the account ``owner`` is by its name the ``publisher`` of a row of the registry."""
    squeezed = _squeezed(owner)
    words = [_squeezed(word) for word in _WORDS.split(publisher.lower())]
    words += [name for word in words for name in _ACCOUNTS.get(word, ())]
    told = [word for word in words if len(word) > 2 and word not in _NO_NAMES]
    stem = _STEM.match(family.lower())
    return bool(squeezed) and (
        any(squeezed.startswith(word) or (len(word) >= _TELLS and word in squeezed) for word in told)
        or (stem is not None and len(stem[0]) > 2 and stem[0] in squeezed)
    )


def is_family(title: str, family: str) -> bool:
    """Whether a repository has the name of a whole family: "gemma" of "Gemma (unspecified)"."""
    return _squeezed(title) == _squeezed(family.partition(" (")[0])


def _bare(title: str) -> str:
    return _PREFIX.sub("", title)


def _squeezed(name: str) -> str:
    return _NOT_ALNUM.sub("", name.lower())


def _at(path: str, text: str, hit: re.Match[str]) -> Evidence:
    line = text.count("\n", 0, hit.start()) + 1
    return Evidence(f"{path}:{line}", " ".join(hit[0].split())[:200], path, line)
