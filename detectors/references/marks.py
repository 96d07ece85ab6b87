"""Versions, commits, numbers of issues and pull requests, and advisories that a text cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.references import permalinks, released, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Block, Sort, Text, read

#: Nobody cites more, and every mark costs a look at the words around it.
_MAX_MARKS: Final = 300
_MAX_VERSIONS: Final = 6

_SHA = re.compile(r"(?<![\w/#@.:=&%$+-])[0-9a-f]{7,40}(?![\w/@=%$+-])")
_AT_SHA = re.compile(r"(?<![\w./-])([\w.-]{1,60}(?:/[\w.-]{1,100})?)@([0-9a-f]{7,40})\b")
_COMMIT_URL = re.compile(
    r"https?://[\w.-]{3,100}/([\w.-]{1,100}/[\w.-]{1,100})/(?:pull/\d{1,7}/)?commits?/([0-9a-f]{7,40})\b"
)
_NUMBER_URL = re.compile(
    r"https?://[\w.-]{3,100}/([\w.-]{1,100}/[\w.-]{1,100})/(?:issues|pull|discussions)/(\d{1,7})\b"
)
_NUMBER = re.compile(
    r"(?:(?<![\w./&#-])([\w.-]{1,60}/[\w.-]{1,100})|(?<![\w/&#.]))(?:#|\bGH-)(\d{1,7})(?![\w-]|\.\d)"
)
_COUNTED = re.compile(
    r"(?:problem|step|case|option|question|line|frame|thread|test|number|point|note|item|reason|way|method"
    r"|part|attempt|try|example|scenario|solution|idea|phase|round|version|rule|goal|figure|table"
    r"|section|core|cpu)s?\s\Z",
    re.IGNORECASE,
)
_ADVISORY = re.compile(
    r"\b(?:CVE-(?:19|20)\d\d-\d{4,7}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})\b", re.IGNORECASE
)
_OF_COMMIT = re.compile(
    r"\b(?:commits?|revisions?|rev|bisect\w*|introduc\w+|regress\w+|reverts?|reverted"
    r"|cherry[ -]picked|changeset"
    r"|git hash|sha-?1?)\b[^\n]{0,40}\Z",
    re.IGNORECASE,
)
#: "since 1f3a9c0de2b7": so long a cut id has letters and digits in a mix that no word and no number has.
_CUT: Final = range(10, 17)
_SINCE = re.compile(
    r"(?:\b(?:since|after|before|until|from|between|at|by)|\bpoints (?:to|at)|\(git|v?\d\.\d{1,5} \()\s?`?\Z",
    re.IGNORECASE,
)
#: "(git 1f3a9c0de2b7)": git keeps the commit, and is not the other project.
_GIT = re.compile(r"\(git\s`?\Z", re.IGNORECASE)
_NOT_COMMIT = re.compile(
    r"\b(?:md5|sha-?(?:224|256|384|512)|checksum|digest|uuid|guid|token|key|address|hex|color"
    r"|colour|image|layer"
    r"|container|session|crc\w*|etag|build id|trace|request|password|nonce|salt)s?\b[^\n]{0,30}\Z",
    re.IGNORECASE,
)
_IS_ABOUT_COMMIT = re.compile(
    r"\b(?:as of|at|on|against|tested (?:on|with|at)|using|running|current|latest|checked out"
    r"|built from|HEAD|master"
    r"|main|trunk)\b[^\n.;]{0,40}\Z",
    re.IGNORECASE,
)


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield the marks that ``text`` cites, of the repository with that full name and of others."""
    hedges = stance.sections(text)
    left = _MAX_MARKS
    for block in text.spoken:
        for citation in _of_block(block, repository, hedges.get(block.id, "")):
            yield citation
            left -= 1
            if left <= 0:
                return


def _of_block(block: Block, repository: str, section: str) -> Iterator[Citation]:
    plain = permalinks.URL.sub(lambda match: " " * len(match[0]), block.text)
    yield from _linked(block, repository)
    yield from _commits(block, plain, repository, section)
    yield from _numbers(block, plain, repository)
    for match in _ADVISORY.finditer(block.text):
        name = match[0].upper() if match[0][:3].upper() == "CVE" else "GHSA" + match[0][4:].lower()
        yield _citation(block, Cited.ADVISORY, name, match.span(), Claim.WEAK)
    for release in released.find(plain, released.own_names(repository)):
        if release.claim is None:
            continue
        hedge = release.hedge or section or stance.in_block(block, release.start, release.end, repository)
        yield _citation(
            block, Cited.VERSION, release.name, (release.start, release.end), release.claim, hedge=hedge
        )


def _citation(
    block: Block, cited: Cited, name: str, span: tuple[int, int], claim: Claim, *, hedge: str = ""
) -> Citation:
    quote = block.text[span[0] : span[1]]
    at = block.line_at(span[0]).number
    return Citation(cited, name, quote, at, Claim.NONE if hedge else claim, hedge=hedge)


def _linked(block: Block, repository: str) -> Iterator[Citation]:
    """Commits, issues and pull requests by their address."""
    for link in permalinks.find(block.text):
        if link.commit and permalinks.same(link.repository, repository):
            yield _citation(block, Cited.COMMIT, link.commit, (link.start, link.end), Claim.STATED)
    for cited, pattern, noun in (
        (Cited.COMMIT, _COMMIT_URL, "a commit"),
        (Cited.NUMBER, _NUMBER_URL, "a number"),
    ):
        for match in pattern.finditer(block.text):
            own = permalinks.same(match[1], repository)
            hedge = "" if own else f"{noun} of {match[1]}"
            yield _citation(block, cited, match[2], match.span(), Claim.STATED, hedge=hedge)


def _commits(block: Block, plain: str, repository: str, section: str) -> Iterator[Citation]:
    for match in _AT_SHA.finditer(plain):
        own = match[1].casefold() in {repository.casefold(), repository.casefold().rpartition("/")[2]}
        hedge = "" if own else f"a commit of {match[1]}"
        yield _citation(block, Cited.COMMIT, match[2], match.span(), Claim.STATED, hedge=hedge)
    for match in _SHA.finditer(plain):
        claim = _claim_of_commit(match[0], plain[max(0, match.start() - 70) : match.start()])
        if claim is not None:
            hedge = section or stance.in_block(block, match.start(), match.end(), repository)
            if hedge == stance.OTHERS and _GIT.search(plain[max(0, match.start() - 8) : match.start()]):
                hedge = ""
            yield _citation(block, Cited.COMMIT, match[0], match.span(), claim, hedge=hedge)


def _claim_of_commit(word: str, before: str) -> Claim | None:
    """How surely a run of hex digits is a commit; short ones are words, numbers, colors and checksums too."""
    is_whole = len(word) == 40 and bool(word.strip("0"))
    if not is_whole and not (re.search(r"\d", word) and re.search(r"[a-f]", word)):
        return None
    if _NOT_COMMIT.search(before) or re.search(r"0x\Z", before):
        return None
    if _OF_COMMIT.search(before) or (len(word) in _CUT and _SINCE.search(before)):
        return Claim.STATED
    return Claim.WEAK if is_whole or (len(word) <= 12 and _IS_ABOUT_COMMIT.search(before)) else None


def _numbers(block: Block, plain: str, repository: str) -> Iterator[Citation]:
    for match in _NUMBER.finditer(plain):
        if _COUNTED.search(plain[max(0, match.start() - 20) : match.start()]) or match[2].startswith("0"):
            continue
        own = not match[1] or permalinks.same(match[1], repository)
        hedge = "" if own else f"a number of {match[1]}"
        yield _citation(block, Cited.NUMBER, match[2], match.span(), Claim.WEAK, hedge=hedge)


def versions(title: str, body: str, repository: str = "") -> tuple[str, ...]:
    """Return what the text says it is about: commits and versions, the likeliest first, six at most.

    ``repository`` is the project's full name: "curl 8.4.0" is a version of curl's only there. Requirements,
    versions of compilers, systems and libraries, and those in which it works or is mended are left out.
    """
    text = read(body, title)
    own = released.own_names(repository)
    ranked: list[tuple[int, str]] = []
    field = False
    for block in text.blocks:
        if block.sort is Sort.QUOTE:
            continue
        if block.spoken:
            ranked += _said(block, repository, own, field=field)
        elif field and block.sort is Sort.CODE:
            ranked += [(2, name) for name in released.field_value(block.text, own)]
        field = released.is_field_label(block.text, own)
    ranked.sort(key=lambda entry: entry[0])
    return tuple(dict.fromkeys(name for _, name in ranked))[:_MAX_VERSIONS]


def _said(block: Block, repository: str, own: frozenset[str], *, field: bool) -> Iterator[tuple[int, str]]:
    """Yield what a block says the text is about, with its rank: the lower, the surer."""
    text = block.text
    for link in permalinks.find(text):
        if not repository or permalinks.same(link.repository, repository):
            yield from ((rank, name) for rank, name in ((0, link.commit), (2, link.tag)) if name)
    plain = permalinks.URL.sub(lambda match: " " * len(match[0]), text)
    for match in _SHA.finditer(plain):
        before = plain[max(0, match.start() - 70) : match.start()]
        if _claim_of_commit(match[0], before) is not None and _IS_ABOUT_COMMIT.search(before):
            yield 1, match[0]
    if field:
        yield from ((2, name) for name in released.field_value(plain, own))
    for release in released.find(plain, own):
        if release.rank is not None and not release.hedge:
            yield release.rank, release.name
