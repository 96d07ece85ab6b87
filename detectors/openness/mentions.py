"""Where a sentence speaks of one license: by its name, a link to its text, or as "the same as that of X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import islice
from typing import Final
from urllib.parse import unquote

from detectors.licensing import expressions
from detectors.openness.model import License
from detectors.openness.registry import licenses
from detectors.openness.sentences import Sentence
from detectors.openness.wording import LICENSE, LICENSE_IDS
from detectors.openness.wording import words as _set

#: Of one sentence no more are read.
MAX_MENTIONS: Final = 8

_GENERIC: Final = _set(
    """this the see your our its a an under software source open full view read and file no any main
    dual new their same following respective original user end code data third-party corresponding
    project repository all check for of license agreement licence terms use please original custom
    commercial non-commercial full-text"""
)
_GENERIC_LINK = re.compile(
    r"\W*(?:the\s+)?(?:here|link|this(?: file| page| link)?|file|details|terms"
    r"|(?:[\w.+-]{0,30}[_.-])?(?:LICEN[SC]E|COPYING)[\w.-]{0,30}"
    r"(?:\s+files?)?|(?:full\s+)?licen[sc]e(?:\s+(?:files?|text|terms|page|agreement|details))?"
    r"|https?:\S+)\W*",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"licen[sc]|terms of (?:use|service)|\bTOU\b|open-source protocol|许可|許可|协议|協議|协定"
    r"|ライセンス|規約|라이선스|라이센스|협의|허가"
    r"|lizenz|licencia|licença|lisensi",
    re.IGNORECASE,
)
_FILE = re.compile(r"licen[sc]e|copying|terms[-_]of[-_]use|许可|許可|协议|協議|ライセンス", re.IGNORECASE)
#: "LICENSE-MIT", "LICENSE.apache-2.0": the name of the file is that of the license.
_NAMED_FILE = re.compile(
    r"\W*(?:LICEN[SC]E|COPYING)[-_.](?P<name>[A-Za-z][\w.-]{1,30}?)(?:\.(?:txt|md|rst))?\W*", re.IGNORECASE
)
_HOST = re.compile(r"\A(?:https?:)?//[^/]{0,200}")
#: Links with "license" in their address that are no license texts.
_NO_FILE = re.compile(
    r"shields\.io|\.(?:svg|png|jpe?g|gif|py|js|ts|sh)\Z|licensebuttons|choosealicense\.com/\Z"
    r"|/issues/|/pull/|/wiki/|/blog/",
    re.IGNORECASE,
)
_SPDX_LIKE = re.compile(r"(?<![\w/@.-])[A-Za-z][A-Za-z0-9]{1,30}(?:-[A-Za-z0-9.]{1,30}){1,6}(?![\w-])")
_SHORT_IDS: Final = re.compile(r"(?<![\w/@.-])(?:WTFPL|0BSD|NCSA|EUPL|SSPL|BUSL|MulanPSL2?)(?![\w.-])")
#: "The same license as StarCoder", "the base model's license".
_SAME = re.compile(
    r"\b(?i:same (?:model |open[- ]source )?licen[sc]e (?:terms )?(?:as|of))\b"
    r"|\b[\w.-]{2,40}['’]s (?:own |original |model |community "
    r"|base ){0,3}[Ll]icen[sc]e\b(?!\s*(?:file|text|page|plate))"
    r"|\b(?!(?:The|This|These|A|An|Our|Its|Your|See|Under|Each|All|Any|No|Model|Code|Data|Dataset|New"
    r"|Full)\b)[A-Z][\w.+-]{1,30}"
    r"(?: \d(?:\.\d)?)? (?:(?:model|community|research|open|source"
    r"|base) ){0,3}licen[sc]e\b(?!\s*(?:file|text|page|plate|key))"
)


#: "License: https://…": whatever the address is.
_LABELED = re.compile(
    r"\blicen[sc]e(?:\s+(?:is|are|can|may|be|available|found|read|at|here|terms|agreement|text|file"
    r"|link)){0,5}\s*[:：]\s*$",
    re.IGNORECASE,
)
#: "License: llama2", in whatever words.
_WRITTEN = re.compile(
    r"^\W*(?:(?:model|weights?|code|data(?:set)?|project|software) )?licen[sc]e(?:\(s\)|s)?\s*[:：]\W{0,3}"
    r"(?P<name>(?!(?:see|this|the|to|please|n/?a|tbd|none|no|not|you|we|any|all|read|check|required"
    r"|key)\b)[A-Za-z][^:：]{1,60})$",
    re.IGNORECASE,
)
#: "See the LICENSE file", without a link.
_PLAIN = re.compile(
    r"(?<![\w@/#-])(?:LICEN[SC]E|COPYING)(?:[-_.][\w.-]{1,30})?(?<![.-])(?:\s+file)?(?![\w:：])"
)
#: "Llama-2的开源许可协议".
_SAME_CHINESE = re.compile(
    r"[A-Z][\w.+-]{1,30}\s?(?:模型)?的(?:开源|社区|商用|使用|模型){0,3}(?:许可协议|许可证|许可|协议)(?!书)"
)
#: "The license of their base models".
_OF_BASE = re.compile(
    r"\blicen[sc]es? (?:of|from) (?:the|their|its|each)(?: respective)? (?:base|original|underlying"
    r"|parent|upstream|source)\b"
    r"(?: (?:models?|LLMs?|weights|code|projects?))?",
    re.IGNORECASE,
)


class Kind(Enum):
    """How a license is spoken of."""

    NAME = "name"
    #: A link to a file or page of a license, whose words name none.
    LINK = "link"
    #: By what else is under it.
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that stand for one license; ``license`` is its SPDX id, empty for none."""

    start: int
    end: int
    words: str
    license: str
    kind: Kind
    links: tuple[str, ...] = ()
    #: A link whose words say nothing ("LICENSE", "here").
    bare: bool = False
    #: A link whose words do not speak of a license: only its address does ("[Acme](acme/LICENSE)").
    unsaid: bool = False


def find(sentence: Sentence) -> tuple[Mention, ...]:
    """Return what ``sentence`` says of licenses, by position."""
    text = sentence.text
    linked = tuple(_linked(sentence))
    held = [*_names(text, linked)]
    for start, end, href in linked:
        if any(one.start < end and start < one.end for one in held):
            continue
        words = sentence.shown[start:end]
        bare = bool(_GENERIC_LINK.fullmatch(words))
        if (named := _NAMED_FILE.fullmatch(words)) and (spdx := _of_name(named["name"])):
            held.append(Mention(start, end, words, spdx, Kind.NAME, (href,)))
            continue
        unsaid = not bare and not _TEXT.search(words)
        held.append(Mention(start, end, words, "", Kind.LINK, (href,), bare, unsaid))
    for pattern, kind in (
        (_PLAIN, Kind.LINK),
        (_SAME, Kind.SAME),
        (_SAME_CHINESE, Kind.SAME),
        (_OF_BASE, Kind.SAME),
    ):
        for found in islice(pattern.finditer(text), MAX_MENTIONS):
            if not any(one.start < found.end() and found.start() < one.end for one in held):
                held.append(Mention(*found.span(), found[0], "", kind, bare=kind is Kind.LINK))
    if not held and (written := _WRITTEN.match(text)):
        words = written["name"].strip(" *`\"'.")
        known = LICENSE.search(words) or LICENSE.search(words.upper())
        spdx = license_id(known) if known else _known(words)
        held.append(Mention(written.start("name"), written.end("name"), words, spdx, Kind.NAME))
    return tuple(sorted(held, key=lambda one: one.start)[:MAX_MENTIONS])


def is_license(name: str) -> bool:
    """Whether ``name`` is more than a phrase such as "This License"."""
    return not all(word in _GENERIC for word in re.findall(r"[a-z0-9.+-]+", name.lower()))


def license_id(found: re.Match[str]) -> str:
    """Return the SPDX id (or ``LicenseRef-…``) of a match of `LICENSE`; empty for an unknown name."""
    return LICENSE_IDS[(found.lastindex or len(LICENSE_IDS)) - 1]


def id_of(name: str) -> str:
    """Return the SPDX id of the license that ``name`` is, or empty where it is none that we know."""
    found = LICENSE.search(name[:200]) or LICENSE.search(name[:200].upper())
    return license_id(found) if found else ""


def _of_name(name: str) -> str:
    """Return the SPDX id of the license that a file is named after ("LICENSE-APACHE"), or empty."""
    return _spdx(name) or _spdx(name.upper()) or id_of(name) or id_of(f"{name} License")


def in_cell(text: str) -> re.Match[str] | None:
    """Return where a cell of a table names a license, in whatever letters."""
    found = LICENSE.search(text) or LICENSE.search(text.upper())
    return found if found and is_license(found[0]) else None


def _names(text: str, linked: tuple[tuple[int, int, str], ...]) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for found in islice((one for one in LICENSE.finditer(text) if is_license(one[0])), MAX_MENTIONS):
        taken.append(found.span())
        yield _named(text, *found.span(), license_id(found) or _known(found[0]), linked)
    for pattern in (_SPDX_LIKE, _SHORT_IDS):
        for found in islice(pattern.finditer(text), 40):
            free = not any(start < found.end() and found.start() < end for start, end in taken)
            if free and (known := _spdx(found[0])):
                taken.append(found.span())
                yield _named(text, *found.span(), known, linked)


def _named(text: str, start: int, end: int, spdx: str, linked: tuple[tuple[int, int, str], ...]) -> Mention:
    hrefs = tuple(
        dict.fromkeys(href for first, last, href in linked if first < end + 80 and start < last + 2)
    )
    first = min(
        (at for at, last, _ in linked if at < end and start < last and start - at < 60), default=start
    )
    return Mention(min(first, start), end, text[start:end], spdx, Kind.NAME, hrefs[:3])


def _linked(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Yield where links to licenses stand in the sentence, and where they lead."""
    place = 0
    for link in sentence.links[:200]:
        at = _place_of(link.text, sentence.shown, place) if link.text else -1
        if at < 0:
            continue
        place = at + len(link.text)
        labeled = link.text.startswith("http") and _LABELED.search(sentence.text[max(0, at - 90) : at])
        if labeled or is_file(link.href, link.text):
            yield at, place, link.href


def _place_of(words: str, text: str, start: int) -> int:
    """Return where ``words`` stand in ``text``, or -1; "license" is no part of "licensed"."""
    at = text.find(words, start)
    for _ in range(4):
        if at < 0 or not (
            _is_letter(text[at - 1 : at]) or _is_letter(text[at + len(words) : at + len(words) + 1])
        ):
            return at
        at = text.find(words, at + 1)
    return -1


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def is_file(href: str, words: str = "") -> bool:
    """Whether a link leads to the text of a license, by its address and its words."""
    if href.startswith("#") or _NO_FILE.search(href):
        return False
    path = unquote(_HOST.sub("", href[:400])).partition("#")[0]
    tail = "/".join(path.rstrip("/").rsplit("/", 3)[-3:])
    if not _HOST.match(href) or "/blob/" in path or "/raw/" in path or "/resolve/" in path:
        tail = tail.rpartition("/")[2]
    return bool(_FILE.search(tail)) or (bool(_TEXT.search(words)) and bool(path))


def _known(name: str) -> str:
    """Return the SPDX id of a license that is written with its own name; empty where the lists have none."""
    found = expressions.from_name(name)
    return found if found and " " not in found else _of_registry(name)


def _of_registry(name: str) -> str:
    one = _registry_names().get(_squeezed(name))
    return one.spdx if one is not None else ""


@cache
def _registry_names() -> dict[str, License]:
    return {
        _squeezed(word): one
        for one in licenses().values()
        if one.spdx and one.spdx != "NOASSERTION"
        for word in (one.name, one.hub_tag)
        if len(_squeezed(word)) > 4
    }


def _squeezed(name: str) -> str:
    plain = re.sub(r"\b(?:the|licen[sc]e|agreement|version|v)\b|\(.*\)", " ", name.lower())
    return re.sub(r"[^a-z0-9.]+", "", plain)


@cache
def _spdx(token: str) -> str:
    """Return the SPDX id that ``token`` is: ids have a version, or are few enough to be listed."""
    if not any(char.isdigit() for char in token) and not _SHORT_IDS.fullmatch(token):
        return ""
    found = expressions.parse(token)
    if found is None or found.unknown or len(found.keys) != 1:
        return _SHORT_NAMES.get(token.upper(), "")
    return found.keys[0]


_SHORT_NAMES: Final = {
    "EUPL": "EUPL-1.2",
    "SSPL": "SSPL-1.0",
    "BUSL": "BUSL-1.1",
    "MULANPSL": "MulanPSL-2.0",
    "MULANPSL2": "MulanPSL-2.0",
}
