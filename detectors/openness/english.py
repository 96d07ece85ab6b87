"""Claims in English sentences: which words claim, what they are joined to, and how they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.openness import opened, subjects, told, usage
from detectors.openness.heads import Head, Words, head_of, words_of
from detectors.openness.meaning import WE, is_compared, is_title, meant, modality, quote, unsaid
from detectors.openness.model import About, Claim, Context, Origin, Strength, Subject, Verdict
from detectors.openness.page import UNNAMED, Page
from detectors.openness.place import Place
from detectors.openness.sentences import Sentence
from detectors.openness.subjects import REACH, Candidate
from detectors.openness.wording import (
    ADVERBS,
    NEGATED,
    NOUNS,
    OTHERS,
    STOP,
)
from detectors.openness.wording import words as _set

#: Of one sentence no more are read.
MAX_CLAIMS: Final = 8
#: Nor are more than this many of a list of models.
_MAX_LISTED: Final = 8

_QUICK = re.compile(
    r"open|source|FOSS|FLOSS|free|commercial|permissive|restriction|research|academic|educational"
    r"|libre|public|prohibited from|forbidden from|banned from",
    re.IGNORECASE,
)
_BE = re.compile(
    r"\b(?:(?:is|are|was|were)n['’]t|is|are|was|were|be|been|being|remains?|stays?|becomes?|became"
    r"|went|goes|'s|’s|(?:is |are |was |were )?(?:now )?(?:released|available"
    r"|published|offered|made|shipped|provided)(?: it)? as)\b",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    r"^(?:\s+(?:series|family|models?|LLMs?))?(?:\s*\([^()]{0,80}\))?\s*(?P<sep>,|:|–|—|-|\()\s*(?P<det>(?:a"
    r"|an|the|our|its|their|another|[A-Z]\w{1,20}['’]s)\s+)?(?P<mods>(?:[\w%.,'’/+-]+[\s]+){0,7})$",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    r"^\s*(?:\([^()]{0,80}\)\s*)?(?:as|into|fully|completely)\s+(?:an?\s+"
    r"|fully\s+)?(?P<mods>(?:[\w.'’-]+\s+){0,3})$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"^\s*(?:\([^()]{0,60}\)\s*)?(?:,|and|or|/|&|as well as|,\s*and|both)?(?:\s*(?:and|the|our|both))*\s*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\s*(?:[(:—–-]|,?\s*(?:such as|like|including|e\.g\.,?|for example|namely|for instance)"
    r"|,\s*(?:such as|like|including|e\.g\.,?))\s*\(?(?:e\.g\.,?\s*|like\s+|such as\s+|including\s+"
    r"|i\.e\.,?\s*)?(?:the\s+)?(?:[A-Z][\w'’.]{1,20}\s+){0,2}$"
)
_BETWEEN_LISTED = re.compile(r"^[^.;:()]{0,40}$")
_BREAKS = re.compile(
    r"[;:]|\b(?:while|whereas|but|although|though|because|unlike|since)\b|[.!?]\s", re.IGNORECASE
)
_VERB_BEFORE = re.compile(
    r"(?:\b(?:we|I|they|team|and|has|have|had|also|now|officially|today|proudly|fully|just|to|will"
    r"|recently|finally|are|is|been|decided to|further|by|of|,)"
    r"|['’]ve|^\W*(?:\[?[\d./-]{6,12}\]?\W*)?|\d{4}[/.-]\d{1,2}(?:[/.-]\d{1,2})?\W*|[🎉🔥🚀🎊📢💥🌟✨🥳⚡️]+\W*)\s*$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:has|have|had|is|are|was|were|been|get|got|being|now|officially|fully|also|just|finally"
    r"|recently)\s+$",
    re.IGNORECASE,
)
_OUR = re.compile(r"\b(?:our|this|these)\s+(?:[\w.'-]+\s+){0,3}$", re.IGNORECASE)
_GROUPS: Final = _set("""one family series collection suite set range group line generation""")
_KIND = re.compile(
    r"^\s+(?:is|was)\s+(?:an?|the)\s+(?:(?!(?:that|which|for|of|to|with|on|in|and|agent|tool"
    r"|app)\b)[\w.'-]+\s+){0,4}?(?:(?:large\s+)?language\s+model|LLM|AI\s+model|foundation\s+model"
    # "An LLM inference engine" is no model: nothing that goes on with the noun may follow.
    r"|model(?!\s+(?:for|of)\b))(?=\s{0,3}(?:[.,;:!)]|$|(?:that|which|for|from|by|with|in|on|under"
    r"|trained|developed"
    r"|released|built|made|designed|created)\b))",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^\W*(?:it|they|it['’]s|this)\b\s*(?:is|are|was|were|has been"
    r"|have been)?\s*(?P<mods>(?:[\w'’-]+\s+){0,4})$",
    re.IGNORECASE,
)
#: "Models trained using the data" are what is spoken of, not the data.
_TRAINED = re.compile(r"\b(?:trained|fine-?tuned|derived|built)\s+(?:on|using|with|from)\s+$", re.IGNORECASE)
_RESTRICTED_USE = re.compile(r"^\s+on\s+(?!use\b|usage\b|commercial|how\b)", re.IGNORECASE)


def read(
    sentence: Sentence,
    path: str,
    own: Subject | None,
    context: Context,
    page: Page = UNNAMED,
    earlier: Sentence | None = None,
) -> Iterator[Claim]:
    """Yield the claims of ``sentence`` that English words make, license names apart.

    ``page`` is what the page presents, ``earlier`` the sentence before this one.
    """
    text = sentence.text
    if not _QUICK.search(text):
        if _names_program(text):
            yield from _kinds(sentence, path, own, context)
        return
    words = list(islice(words_of(text), MAX_CLAIMS))
    if not words:
        yield from _kinds(sentence, path, own, context)
        return
    held = subjects.candidates(text, own, context, page.names)
    place = Place(sentence, earlier, page, own, context, held)
    for one in words:
        yield from _claims(one, place, path)
    yield from _kinds(sentence, path, own, context)


def _names_program(text: str) -> bool:
    return " model" in text or "LLM" in text


def _claims(words: Words, place: Place, path: str) -> Iterator[Claim]:
    sentence, held, own = place.sentence, place.held, place.own
    text = sentence.text
    if unsaid(words, text) or is_title(words, sentence):
        return
    head = head_of(words, text, held)
    before = text[max(0, words.start - 80) : words.start]
    if words.strength in {Strength.PERMISSION, Strength.RESTRICTION}:
        joined = _of_terms(words, sentence, held, head)
    else:
        joined = _of_openness(words, sentence, held, head, own)
    negated = bool(NEGATED.search(before))
    implied = is_compared(words, text, head)
    if implied and own is not None and joined and not joined[0][0].own:
        # "Better than open-source models such as X": said of the own model, by the way.
        joined = []
    if not joined and implied and own is not None and head.about is About.MODEL and not negated:
        joined = [(own, About.MODEL)]
    if not joined and words.strength is not Strength.RESTRICTION:
        joined = _by_pronoun(words, sentence, head, own)
    if not joined and not implied:
        joined = _told(words, place)
    if (
        words.strength in {Strength.PERMISSION, Strength.RESTRICTION}
        and len({about for _, about in joined}) > 1
    ):
        # Of a list the model is what the rules look at.
        joined = [one for one in joined if one[1] in {About.MODEL, About.WEIGHTS}] or joined
    implied = implied or _is_attribute(words, head, held, text)
    strength = Strength.FULL if head.ai and words.strength is Strength.STRONG else words.strength
    for named, about in joined:
        subject = subjects.specific(named, held, text)
        yield Claim(
            subject,
            text[words.start : words.end],
            strength,
            about,
            path,
            sentence.line_at(words.start),
            quote(sentence, words.start),
            Origin.SENTENCE,
            meant(words, sentence, implied, subject),
            negated,
        )


def _is_attribute(words: Words, head: Head, held: tuple[Candidate, ...], text: str) -> bool:
    """Whether the words only go on with a name: "the Acme open-source model aims at" says something else."""
    return (
        head.about is About.MODEL
        and words.strength in {Strength.STRONG, Strength.FULL}
        and any(
            one.named and 0 <= words.start - one.end <= 1 and text[one.end : words.start] in {"", " "}
            for one in held
        )
    )


def _told(words: Words, place: Place) -> list[tuple[Subject, About]]:
    """Return what the words are said of by the forms in which a page speaks of what it presents."""
    if words.strength in {Strength.PERMISSION, Strength.RESTRICTION}:
        return usage.of(words.start, words.end, place) or told.of(words.start, words.end, place)
    return opened.of(words.start, words.end, place) or told.of(words.start, words.end, place)


def _of_openness(
    words: Words, sentence: Sentence, held: tuple[Candidate, ...], head: Head, own: Subject | None
) -> list[tuple[Subject, About]]:
    """Return what "open source" and "open weights" are said of: the forms, one after another."""
    text = sentence.text
    verb = _is_verb(words, text)
    if head.at is not None:
        return _after(head.at, text, held, head, verb)
    if head.about is not None and (listed := _listed(head, text, held)):
        return listed
    if verb and head.about is not None and (found := _open_sourced(words, text, held, head, own)):
        return found
    if head.about is not None and (_is_ours(words, held, text, head.about) or (verb and head.ours)):
        return [(_ours(held, own, head.about), head.about)]
    if head.none or head.about is About.MODEL or (head.about is About.WEIGHTS):
        return _before(words, text, held, head)
    return []


def _is_ours(words: Words, held: tuple[Candidate, ...], text: str, about: About) -> bool:
    """Whether "our" or "this" stands before the words, and not in "X is our open-source library"."""
    start = words.start
    found = _OUR.search(text[max(0, start - 60) : start])
    if not found:
        return False
    before = text[: max(0, start - 60) + found.start()].rstrip()
    if about in {About.CODE, About.PROJECT} and re.match(
        r"(?: \w+){1,3} [A-Z]", text[words.end : words.end + 50]
    ):
        return False
    if about in {About.MODEL, About.WEIGHTS}:
        return True
    if found[0].lower().startswith("these"):
        return False
    if found[0].lower().startswith("this"):
        return not before or bool(
            re.search(r"(?:\b(?:in|of|for|using|use|to|that|and)|[,.:;(])$", before, re.IGNORECASE)
        )
    other = re.search(r"\b(?:is|are)$", before)
    return not (other and not any(one.named and one.subject and one.subject.own for one in held))


def _is_verb(words: Words, text: str) -> bool:
    said = text[words.start : words.end].lower()
    if (
        not said.replace("-", " ")
        .rstrip("dsing")
        .startswith(("open sourc", "opensourc", "open sour", "opensour"))
    ):
        return False
    before = text[max(0, words.start - 40) : words.start]
    return bool(_VERB_BEFORE.search(before)) and not re.search(
        r"\b(?:is|are|be|an?|the|of|by|,)\s*$", before, re.IGNORECASE
    )


def _after(
    first: Candidate, text: str, held: tuple[Candidate, ...], head: Head, verb: bool
) -> list[tuple[Subject, About]]:
    """ "The open-source Llama 4", "we open-sourced Kimi K2 and K2.5"."""
    if first.subject is None or _is_program(first):
        return []
    about = subjects.of_what(text, first) if not head.about else head.about
    found = [(first.subject, About.MODEL if about is None else about)]
    if verb or head.about:
        found += _joined_after(first, text, held)
    return found


def _joined_after(first: Candidate, text: str, held: tuple[Candidate, ...]) -> list[tuple[Subject, About]]:
    found: list[tuple[Subject, About]] = []
    last = first
    for one in held:
        if one.start <= last.start or not one.named:
            continue
        if len(found) >= _MAX_LISTED or not _JOINT.match(text[last.end : one.start]):
            break
        if one.subject is not None and not _is_program(one) and not subjects.is_other(text, one.end):
            found.append((one.subject, About.MODEL))
        last = one
    return found


def _listed(head: Head, text: str, held: tuple[Candidate, ...]) -> list[tuple[Subject, About]]:
    """ "Open-source models such as Llama 4 and Qwen3"."""
    if head.about is not About.MODEL:
        return []
    found: list[tuple[Subject, About]] = []
    last = head.end
    for one in held:
        if not one.named or one.start < head.end:
            continue
        between = text[last : one.start]
        fits = _LIST.match(between[:80]) if not found else _BETWEEN_LISTED.match(between)
        if not fits or len(between) > 80 or len(found) >= _MAX_LISTED:
            break
        if one.subject is not None and not _is_program(one) and not subjects.is_other(text, one.end):
            found.append((one.subject, About.MODEL))
        last = one.end
    return found


def _open_sourced(
    words: Words, text: str, held: tuple[Candidate, ...], head: Head, own: Subject | None
) -> list[tuple[Subject, About]]:
    """ "We open-source the weights of Llama 4"; without a name, what "we" open is the repository's."""
    if head.about is None:
        return []
    tail = text[head.end : head.end + 60]
    for one in held:
        if (
            one.named
            and one.start >= head.end
            and re.match(r"\s*(?:of|for|from|behind)\s+(?:the\s+)?$", text[head.end : one.start][:40])
        ):
            return [(one.subject, head.about)] if one.subject is not None and not _is_program(one) else []
    if re.match(r"\s*(?:of|from|behind)\s", tail):
        return []
    return (
        [(_ours(held, own, head.about), head.about)]
        if WE.search(text[max(0, words.start - 60) : words.start])
        else []
    )


def _ours(held: tuple[Candidate, ...], own: Subject | None, about: About) -> Subject:
    if about not in {About.MODEL, About.WEIGHTS}:
        return Subject("", None, own=True)
    ours = own or Subject("", None, own=True)
    return next(
        (one.subject for one in held if one.named and one.subject is not None and one.subject.own), ours
    )


def _before(words: Words, text: str, held: tuple[Candidate, ...], head: Head) -> list[tuple[Subject, About]]:
    """ "X is open source", "X, an open-source model", "X (open source)": the nearest words before."""
    earlier = [one for one in held if one.end <= words.start]
    for depth, one in enumerate(reversed(earlier[-3:])):
        between = text[one.end : words.start]
        if not _is_joined(between, head, words, text):
            if depth or one.named or len(between.split()) > REACH:
                return []
            continue
        apposed = one.named and not _BE.search(re.sub(r"\w['’]s\b", "", between))
        about = About.MODEL if apposed else subjects.of_what(text, one)
        if one.subject is None or about is None or _is_program(one):
            return []
        if one.named and about is About.PROJECT and head.about is About.MODEL:
            about = About.MODEL
        if one.named and head.about is About.WEIGHTS and about is About.MODEL:
            about = About.WEIGHTS
        return [(one.subject, about), *_joined_before(one, about, text, earlier)]
    return []


def _joined_before(
    last: Candidate, about: About, text: str, earlier: list[Candidate]
) -> list[tuple[Subject, About]]:
    """ "The code and the weights are …", "X, Y and Z are …"."""
    found: list[tuple[Subject, About]] = []
    for one in reversed(earlier):
        if one.start >= last.start:
            continue
        if (
            len(found) >= _MAX_LISTED
            or not _JOINT.match(text[one.end : last.start])
            or not text[one.end : last.start].strip()
        ):
            break
        if one.subject is not None and not _is_program(one):
            found.append((one.subject, about if one.named else one.about))
        last = one
    return found


def joined_before(
    last: Candidate, about: About, text: str, earlier: list[Candidate]
) -> list[tuple[Subject, About]]:
    """Return what else the words before ``last`` name by a list."""
    return _joined_before(last, about, text, earlier)


def _is_joined(between: str, head: Head, words: Words, text: str) -> bool:
    """Whether the words between a subject and a claim join them (T2)."""
    if len(between.split()) > REACH or _BREAKS.search(re.sub(r"^\s*:", "", between)):
        return False
    if head.about is About.MODEL and re.fullmatch(r"(?:['’]s)?\s*", between):
        return True
    if (
        head.none
        and re.fullmatch(r"\s*\(\s*", between)
        and re.match(r"\s*[),/]", text[words.end : words.end + 3])
    ):
        return True
    if found := (_APPOSED.match(between) if head.about is About.MODEL else None):
        # "Gemini models, open models": without an article a comma only goes on with a list.
        mods = found["mods"].lower().replace(",", " ")
        apart = found["sep"] != "," or bool(found["det"])
        return apart and _modifies(mods) and not set(mods.split()) & set(NOUNS)
    if found := _RELEASED.match(between):
        return _modifies(found["mods"])
    return _by_verb(between, head)


def _by_verb(between: str, head: Head) -> bool:
    if len(between) > 160:
        return False
    verbs = list(islice(_BE.finditer(between), 6))
    if not verbs:
        return (
            bool(head.none)
            and bool(
                re.fullmatch(r"\s*(?:has|have|had|,)?\s*(?:also |now |officially |just |been )*", between)
            )
            and "ha" in between
        )
    for verb in (verbs[-1], verbs[0]):
        mods = between[verb.end() :]
        fits = (
            _modifies(mods)
            if head.about is not None
            else all(word in ADVERBS for word in re.findall(r"[\w'%-]+", mods.lower()))
        )
        if fits and _is_tail(between[: verb.start()]):
            return True
    return False


def _modifies(mods: str) -> bool:
    words = re.findall(r"[\w.'’%+/-]+", mods.lower())
    if "of" in words and set(words) & _GROUPS:
        words = [word for word in words if word != "of"]
    return not any(word in STOP - {"as"} or word in OTHERS for word in words)


def _is_tail(tail: str) -> bool:
    """Whether only the rest of a noun phrase stands between a subject and its verb."""
    rest = re.sub(r"\([^()]{0,120}\)", " ", tail)
    words = re.findall(r"[\w.'’-]+", rest.lower())
    fine = (
        ADVERBS
        | set(NOUNS)
        | {
            "which",
            "that",
            "also",
            "will",
            "s",
            "licensed",
            "pre-trained",
            "pretrained",
            "base",
            "instruct",
            "chat",
            "and",
            "or",
            "it",
        }
    )
    return all(word in fine or re.fullmatch(r"[\d.]+[bmtk]?", word) for word in words)


def _of_terms(
    words: Words, sentence: Sentence, held: tuple[Candidate, ...], head: Head
) -> list[tuple[Subject, About]]:
    """What is said to be allowed or not: of the nearest subject before, else of the one right behind."""
    text = sentence.text
    if _RESTRICTED_USE.match(text[words.end : words.end + 40]):
        return []
    if head.at is not None and head.at.subject is not None and not _is_program(head.at):
        return [(head.at.subject, head.about or About.MODEL)]
    earlier = [one for one in held if one.end <= words.start]
    if earlier:
        one = earlier[-1]
        between = text[one.end : words.start]
        about = subjects.of_what(text, one)
        if (
            len(between.split()) > REACH
            or _BREAKS.search(between)
            or usage.SITE.search(between)
            or _TRAINED.search(text[max(0, one.start - 40) : one.start])
            or one.subject is None
            or about is None
            or _is_program(one)
        ):
            return []
        return [(one.subject, about), *_joined_before(one, about, text, earlier)]
    if any("licen" in title.lower() for title in sentence.headings[-1:]) and re.match(
        r"\W*(?:free|available|permissive|licensed|non-?commercial|for)", text, re.IGNORECASE
    ):
        return [(Subject("", None, own=True), About.PROJECT)]
    return []


def _by_pronoun(
    words: Words, sentence: Sentence, head: Head, own: Subject | None
) -> list[tuple[Subject, About]]:
    """ "It is open source" below a heading that names a model."""
    found = _PRONOUN.match(sentence.text[: words.start]) if words.start < 60 else None
    if (
        not found
        or not (head.none or head.about is About.MODEL)
        or (head.none and not all(word in ADVERBS for word in found["mods"].lower().split()))
    ):
        return []
    subject = subjects.of_heading(sentence.headings, own)
    if subject is None or (subject.row is not None and subject.row.verdict is Verdict.NOT_A_MODEL):
        return []
    return [(subject, About.MODEL)]


def _is_program(one: Candidate) -> bool:
    row = one.subject.row if one.subject is not None else None
    return row is not None and row.verdict is Verdict.NOT_A_MODEL


def _kinds(sentence: Sentence, path: str, own: Subject | None, context: Context) -> Iterator[Claim]:
    """Yield where the sentence calls a program a model ("OpenClaw is an open-source model")."""
    text = sentence.text
    if not _names_program(text) or text.rstrip().endswith("?"):
        return
    for one in subjects.candidates(text, own, context):
        if not one.named or one.subject is None or not _is_program(one):
            continue
        if found := _KIND.match(text, one.end) or _KIND.match(text[one.end : one.end + 160]):
            yield Claim(
                one.subject,
                found[0].strip(),
                Strength.KIND,
                About.MODEL,
                path,
                sentence.line_at(one.start),
                quote(sentence, one.start),
                modality=modality(text, one.start, one.end),
            )
