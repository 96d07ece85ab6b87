"""What one sentence gives its licenses to: the clause of each is read by its form."""

from __future__ import annotations

import re

from detectors.openness import grants, receivers, subjects, tongues
from detectors.openness.above import Above
from detectors.openness.mentions import Kind, Mention
from detectors.openness.model import About, Subject
from detectors.openness.receivers import REPOSITORY, Given, Ours, is_program
from detectors.openness.wording import NOUNS

#: Sentences that give nothing: they ask, suppose, or speak of contributors and of licenses in general.
_UNGIVEN = re.compile(
    r"\b(?:if|whether|unless|would|could|might|hopes?|hopefully|wish|can you|could you|when will|why|suppose"
    r"|imagine|ask(?:ing)?|requesting|consider(?:ed|ing)?|formerly|previously|was originally|used to be"
    r"|no longer|last one|may not use|may obtain|until|instead of|rather than|compatible|incompatible"
    r"|similar to|such as|e\.g\."
    r"|for example|unlike|compared (?:to|with)|switch(?:ed|ing)? from|depending on)\b",
    re.IGNORECASE,
)
#: Parts of a work that came from elsewhere, or are none of it: their license is not the project's.
_PART = re.compile(
    r"^\W*(?:(?:some|certain|other|small|large|the|remaining) ){0,2}(?:portions?|parts?|sections?|fragments"
    r"|snippets|bits|pieces)\b"
    r"|\b(?:derived|adapted|borrowed|copied|ported|taken|vendored) from\b(?! (?:this|our)\b)"
    r"|\b(?:third[-_ ]?party|vendor|external|deps)/",
    re.IGNORECASE,
)
_FOUND_AT = re.compile(
    r"^\W*(?:licen[sc]e\W*)?(?:(?:can|may) be (?:found|read|viewed|obtained|seen)|is (?:available"
    r"|included|provided|located|found))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^\W*(?:the\s+)?(?P<name>(?!(?:It|This|They|That|These|There|Everything|All|Some|We|You|Each"
    r"|Both|Any)\b)[A-Z][\w.+-]*(?:[ -][A-Z0-9][\w.+-]*){0,3})\s*(?:model|library|project|repo)?\W*$"
)
_FOLLOWING = re.compile(r"\b(?:following|these|below)\s+(?:[\w-]+\s+){0,3}?(?P<noun>\w+)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:(?P<what>[\w /&,-]{0,60}?)\s*)?(?:licen[sc](?:e[sd]?|ing)|licença|licencia|lizenz"
    r"|lisensi|许可证?|协议|ライセンス|라이선스)"
    r"(?:\s+(?:type|name|information|info|notices?|terms|\(s\)))?\W*$",
    re.IGNORECASE,
)
#: "License MIT", "**License** A custom license is available at": a label without its colon.
_BARE_LABEL = re.compile(
    r"^\W*(?:(?P<what>model|weights?|code|data(?:set)?)\s+)?licen[sc]e\s+(?:the\s+|an?\s+)?\W*$",
    re.IGNORECASE,
)
_BY_LABEL = re.compile(
    r"^\W*(?P<what>model |code |weights? |data(?:set)? )?licen[sc]e\s*[:：]?\s+(?:an?|the)\b", re.IGNORECASE
)
#: The words that may stand before a license that stands alone.
_BEFORE_ALONE = re.compile(
    r"^\W*(?:(?:the|permissive|fully|open[- ]source|our|see|please|read|check|view|refer|to|under|an?"
    r"|full)\b\W*){0,5}$",
    re.IGNORECASE,
)
#: What may stand behind a license that stands alone: "License, see LICENSE", "© 2024 Acme".
_AFTER_ALONE = re.compile(
    r"^(?:\s*(?:open[- ]source\s+)?licen[sc]e[ds]?\b|\s*(?:file|text)\b)?(?:\s*[(\[][^()\[\]]{0,80}[)\]]?)?"
    r"(?:[\s,.;:)\]*|]{0,10}(?:$|[-–—:©].*$|(?:see|for (?:more|further|full|details|information"
    r"|terms)|copyright"
    r"|\d{4})\b.*$)|\W{0,20}$)",
    re.IGNORECASE,
)
_START = re.compile(
    r"^\W*(?:it is |it's |this is |they are |all )?(?:freely |also |dual[- ])?(?:re)?(?:licen[sc]ed|released"
    r"|distributed|available|open[- ]sourced?|published|provided|made available|under)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"^\W*(?:(?:open[- ]source |model )?licen[sc]e(?: agreement)?)?(?:\s*\([^()]{0,120}\))?\W*"
    r"(?:for|covers?|applies to|govern(?:s|ing)|which (?:covers|governs|applies to)"
    r"|provid(?:es|ing) (?:\w+ ){0,2}access to"
    r"|(?:file )?for (?:\w+ ){0,3}about the licen[sc]e under which"
    r"|(?:file )?for the licen[sc]e of)\s+(?P<what>[^.;,()]{2,80})",
    re.IGNORECASE,
)
#: "… under the MIT License (both code and weights)".
_IN_BRACKETS = re.compile(
    r"^\W*(?:licen[sc]e)?\s*\((?:both|for|covers|covering|including|applies to)\s+(?P<what>[^.;()]{2,60})\)",
    re.IGNORECASE,
)
_UNDER_WHICH = re.compile(r"\blicen[sc]e under which\s+(?P<what>.{2,80}?)\s+(?:is|are)\b", re.IGNORECASE)
_ATTRIBUTIVE = re.compile(r"^[ -]licen[sc]ed\b", re.IGNORECASE)
#: What joins two licenses that are given to the same: "MIT or Apache-2.0".
_JOINED = re.compile(
    r"^\W*(?:licen[sc]es?\b\W*)?(?:(?:and|or|plus|with|as well as|&|/|\+|then|later|both|either|the|its"
    r"|at your option|accompanying|associated|our|an?)\b\W*){0,5}$",
    re.IGNORECASE,
)
_FOR_PARTS = re.compile(
    r"^\W*licen[sc]e\b[^.;]{0,10}\bfor [^.;]{2,60},?\s+and\s+(?:the\s+|an?\s+)?$", re.IGNORECASE
)
#: "MIT-licensed libraries", but not "is MIT-licensed and …".
_BEFORE_NOUN = re.compile(
    r"^[ -]licen[sc]ed\s+(?!(?:and|so|but|which|as|with|for|by|on|in|to|at|under|from|see|unless"
    r"|except|too|software\b)\b)[A-Za-z]",
    re.IGNORECASE,
)
_IS_A = re.compile(r"\b(?:is|are)\s+(?:an?\s+|the\s+)?(?:[\w-]+[ ,]+){0,3}$", re.IGNORECASE)
_ITEM = re.compile(r"^\W*(?P<name>[\w@./+-]+(?: [\w@./+-]+){0,4}?)\s*[(（\[:-]\s*$")
_THEY = re.compile(r"^\W*(?:they|these|both(?: of them)?|all(?: of them)?)\W*$", re.IGNORECASE)
_LICENSE_OF = re.compile(r"\blicen[sc]e (?:for|of) ", re.IGNORECASE)
#: "Updated the license from MIT to Apache 2.0".
_CHANGED = re.compile(
    r"\b(?:updat|chang|switch|mov|migrat|convert)\w{0,4}\b[^.;]{0,24}\blicen[sc]e\b[^;]{0,60}\bto\s+(?:the\s+|an?\s+)?$"
    r"|\b(?:relicens|re-licens)\w{0,3}\b[^;]{0,60}\b(?:to|as|under)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
#: "Use in any way that is prohibited by …".
_FORBIDDEN = re.compile(
    r"\b(?:prohibited|permitted|allowed|restricted|forbidden) (?:by|under)\b(?:\W+[\w'’-]+){0,8}\W*$",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"^\W*(?:please\s+)?(?:see|review|refer to|read|check)\b[^.;]{0,120}$", re.IGNORECASE)
_PERSONS = re.compile(
    r"\b(?:you|users?|developers?|everyone|anyone|they|licensees?|researchers|individuals|organizations)\b",
    re.IGNORECASE,
)


#: "Please follow Acme's license", "considering Acme's license".
_OBEYED = re.compile(
    r"\b(?:follow|compl(?:y|ies) with|adhere to|respect|observe|obey|abide by|agree to|accept"
    r"|consider(?:ing)?|given|(?:subject|according|refer|due) to|see|check"
    r"|because of|bound by|under)\b(?:\s+(?:the|strictly|also))?\W*$"
    r"|(?:遵守|遵循|遵从|参考|参考了|参照|参见|请见|符合|根据|按照|依照|受|考虑到)[^，。；\w]*$",
    re.IGNORECASE,
)
_POSSESSED = re.compile(r"(?:['’]s\b|\s*的|\s+(?:model |community |research )?licen[sc]e)", re.IGNORECASE)
#: "With Apache-licensed weights": of the page's own model, where nobody else is named.
_WITH_ITS = re.compile(
    r"(?:^|[\s(])(?:with|our|its|the|fully|these|and)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE
)
_THINGS = re.compile(
    r"\s+(?P<what>(?:(?:model|code|pre-?trained|open|and)\s+){0,3}(?:weights|checkpoints|models?))\b"
    r"(?!\s+(?:from|of|by|like|such))"
)
#: "An MIT-licensed Acme Kit": a program of others by its name.
_PROGRAM_NAME = re.compile(r"\s+(?P<name>[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,3})")
_USING = re.compile(r"\b(?:using|use|uses|via|with|through|on)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
#: "Acme, an Apache V2 open-source project".
_APPOSED = re.compile(
    r"(?:^|[\s(])(?P<name>[\w.+-]{2,40})(?: project)?,\s+(?:an?|our|the)\s+(?:[\w-]+\s+){0,3}$"
)
_SORT = re.compile(
    r"[ -](?:licen[sc]ed?\s+)?(?:(?:open[- ]source|free|licen[sc]ed|[a-z][\w-]*)\s+){0,4}"
    r"(?:project|library|tool(?:kit)?|framework|software|engine|platform|package|app(?:lication)?|models?)\b",
    re.IGNORECASE,
)


class Clauses:
    """Reads the licenses of one sentence, one after another."""

    def __init__(self, above: Above, ours: Ours, *, card: bool, issue: bool) -> None:
        self.above, self.ours, self.card, self.issue = above, ours, card, issue
        self.text, self.legal = above.sentence.text, above.legal
        self.held = ours.candidates(self.text)

    def given(self, one: Mention, floor: int, before: Given) -> Given:
        """Return what the license ``one`` is given to; ``before`` got the license that ends at ``floor``."""
        left = self.text[max(floor, one.start - grants.REACH) : one.start]
        if one.kind is Kind.LINK and (own := self._of_its_name(one, left)):
            return own
        if self._is_ungiven(one, left):
            return []
        if one.kind is Kind.NAME and _CHANGED.search(self.text[: one.start][-200:]):
            return self.above.whole(one)
        joined = self._joined(one, left, before) if before and floor else None
        found = joined if joined is not None else self._by_form(one, left, floor)
        if _PART.search(re.split(r"[.;:]\s", left)[-1][-160:]):
            return [pair for pair in found if not pair[0].own]
        return found

    def _joined(self, one: Mention, left: str, before: Given) -> Given | None:
        """Return what a license is given to that is joined to the one before it; None where it is not."""
        if _JOINED.match(left):
            if one.bare and (own := self.above.of_words(one)):
                return own
            return before if one.kind is Kind.NAME or not (one.bare or one.unsaid) else []
        parts = one.kind is Kind.NAME and _FOR_PARTS.match(left) and self._right(one) is None
        return before if parts else None

    def _by_form(self, one: Mention, left: str, floor: int) -> Given:
        """Return what a license is given to by the form of its clause."""
        if (
            one.kind is Kind.NAME
            and not floor
            and len(left.split()) < 3
            and _FOUND_AT.match(self.text[one.end : one.end + 60])
        ):
            return self.above.spoken_of() or ([(REPOSITORY, About.PROJECT)] if self.legal else [])
        if one.kind is Kind.SAME or (one.kind is Kind.LINK and one.bare and floor):
            return self._by_clause(one, floor, strict=True) or self._of_its_name(one, left)
        if (right := self._right(one)) is not None:
            return right
        if tongues.is_written(self.text, one, left):
            abroad = tongues.given(self.text, one, left, self.ours, self.held, self.legal)
            return abroad if abroad is not None else self.above.named(one)
        if not floor and self._is_alone(one):
            return self._alone(one)
        if (item := self._item(one)) is not None:
            return item
        if found := self._attributive(one) or self._apposed(one):
            return found
        if _BEFORE_NOUN.match(self.text[one.end : one.end + 24]) and not _IS_A.search(left):
            return []
        return self._by_clause(one, floor)

    def _is_ungiven(self, one: Mention, left: str) -> bool:
        clause = re.split(r"[.;:]\s|,\s+(?:and|so|but)\b", left)[-1]
        return bool(_UNGIVEN.search(clause[-160:])) or (self.issue and one.kind is not Kind.NAME)

    def _by_clause(self, one: Mention, floor: int, *, strict: bool = False) -> Given:
        """Read the clause: a link word, and what stands before it."""
        if one.kind is not Kind.LINK and _FORBIDDEN.search(self.text[floor : one.start]):
            return self._of_users(one) or (
                [(self.ours.own, About.MODEL)] if self.ours.own is not None else []
            )
        link = grants.link(self.text, one.start, floor)
        if (
            link is None
            and self.card
            and one.kind is Kind.NAME
            and _REVIEW.match(self.text[floor : one.start])
        ):
            return self.above.whole(one)
        if link is None:
            return self._by_label(one, floor) if not strict else []
        zone = self.text[link.start : link.end]
        if link.label:
            return self._labeled(zone, one)
        if link.near:
            return self._near(link.start, link.end)
        of = _LICENSE_OF.search(zone)
        start = link.start + of.end() if of else link.start
        found = receivers.read(self.text, start, link.end, self.held, self.ours)
        if found or strict or (found is not None and not link.see):
            return found or []
        if found_ := self._by_other_words(one, zone, floor, link):
            return found_
        if _THEY.match(zone):
            return self.above.spoken_of() or (
                [(self.ours.own, About.MODEL)] if self.ours.own is not None else []
            )
        if _PERSONS.search(zone) and not link.see:
            return self._of_users(one)
        if link.see or (one.kind is Kind.LINK and one.bare):
            return self.above.seen(one) if receivers.is_whole(zone) or link.see else []
        said = self.text[floor : one.start]
        if not floor and (_START.match(said) or receivers.is_whole(zone)):
            return self.above.whole(one)
        return []

    def _near(self, start: int, end: int) -> Given:
        """Return what stands right before the end of ``text[start:end]``: a name, or "our dataset"."""
        for part in self.held:
            if (
                part.named
                and part.subject is not None
                and start <= part.start < end
                and not self.text[part.end : end].strip(" ,()")
            ):
                return [] if is_program(part.subject) else [(part.subject, part.about)]
        found = re.search(
            r"(?:^|\s)(?:our|this|these|the)\s+(?:[\w-]+\s+){0,3}[\w-]+\W*$",
            self.text[start:end],
            re.IGNORECASE,
        )
        if found is None or receivers.has_preposition(found[0]):
            name = re.search(r"(?<!\bby )(?<![\w.+-])(?P<name>[A-Z][\w.+-]{2,40})\W*$", self.text[start:end])
            return [(Subject(name["name"], None), About.PROJECT)] if name and self.legal else []
        return receivers.read(self.text, start + found.start(), end, self.held, self.ours) or []

    def _by_other_words(self, one: Mention, zone: str, floor: int, link: grants.Link) -> Given:
        """Another's program by its name, a list of other things, or a sentence in another language."""
        if tongues.is_romance(self.text[link.start : one.start]) and (
            found := tongues.nouns(zone, self.ours, self.held, one)
        ):
            return found
        name = _NAMED.match(zone)
        if (
            name
            and self.legal
            and re.match(r"\s*(?:is|are)\b", self.text[link.end : one.start])
            and not _PERSONS.search(zone)
        ):
            return [(Subject(name["name"], None), About.PROJECT)]
        item = re.match(r"\W*(?P<name>[\w.+-]{2,40})", self.text)
        opened = _FOLLOWING.search(self.above.opener.text) if self.above.opener is not None else None
        if (
            opened
            and item
            and not floor
            and (about := NOUNS.get(opened["noun"].lower()) or receivers.about_of(opened["noun"]))
        ):
            return [(Subject(item["name"], None), about)]
        return []

    def _of_users(self, one: Mention) -> Given:
        """ "Users must comply with …": what they use, where the sentence or the license's name says it."""
        named = [
            part for part in self.held if part.named and part.end <= one.start and part.subject is not None
        ]
        if named and named[-1].subject is not None and not is_program(named[-1].subject):
            return [(named[-1].subject, named[-1].about)]
        return self.above.of_words(one)

    def _by_label(self, one: Mention, floor: int) -> Given:
        left = self.text[floor : one.start]
        if found := _BARE_LABEL.match(left):
            return self._about(found["what"] or "", one)
        if one.kind is Kind.LINK and _BY_LABEL.match(left):
            return self.above.whole(one)
        return []

    def _labeled(self, zone: str, one: Mention) -> Given:
        """ "License: MIT", "Model license: …", "Code: MIT"."""
        if found := _LABEL.match(zone) or _BY_LABEL.match(zone):
            named = [
                part
                for part in self.held
                if part.named and part.subject is not None and part.end <= one.start
            ]
            if len(named) == 1 and named[0].subject is not None and not is_program(named[0].subject):
                return [(named[0].subject, About.MODEL)]
            return self._about(found["what"] or "", one)
        if re.fullmatch(r"\W*open[- ]source\W*", zone, re.IGNORECASE):
            return self.above.whole(one)
        rest = self.text[one.end : one.end + 200]
        if not (
            self.legal or (one.kind is Kind.NAME and _AFTER_ALONE.match(rest) and len(zone.split()) <= 6)
        ):
            return []
        start = self.text.rfind(zone, 0, one.start)
        found_ = receivers.read(self.text, start, start + len(zone), self.held, self.ours)
        return found_ or []

    def _about(self, what: str, one: Mention) -> Given:
        """Return what the words before "license" name: "code and data", or the whole where there are none."""
        words = [word for word in re.findall(r"[\w-]+", what.lower()) if word in NOUNS]
        if not words:
            return (
                self.above.labeled(one)
                if not what.strip()
                or not re.search(r"[A-Z]", what)
                or self.ours.is_title(what.split(maxsplit=1)[0])
                else []
            )
        abouts = (
            dict.fromkeys(NOUNS[word] for word in words[-2:])
            if re.search(r"and|&|/|,", what)
            else [NOUNS[words[-1]]]
        )
        return [(self.ours.of(about), about) for about in abouts]

    def _right(self, one: Mention) -> Given | None:
        """ "The MIT License for the code"; None where the words behind name nothing."""
        after = self.text[one.end : one.end + 240]
        found = _UNDER_WHICH.search(after) if one.kind is Kind.LINK else None
        found = found or _IN_BRACKETS.match(after) or _RIGHT.match(after)
        if found is None or (one.kind is Kind.LINK and one.bare and "under which" not in found[0]):
            return None
        start = one.end + found.start("what")
        verb = re.search(r"\b(?:is|are|can|may|must|in|when|only|used|and the licen[sc]e)\b", found["what"])
        end = start + (verb.start() if verb else len(found["what"]))
        words = self.text[start:end].split()
        if (
            not words
            or len(words) > 9
            or re.search(r"\b(?:use|purposes?|details?|information|your)\b", self.text[start:end])
        ):
            return None
        return receivers.read(self.text, start, end, self.held, self.ours) or None

    def _is_alone(self, one: Mention) -> bool:
        """Whether the license is all that the sentence says, or what a list item begins with."""
        before, after = self.text[: one.start], self.text[one.end : one.end + 200]
        if one.kind is Kind.LINK and (one.bare or one.unsaid):
            return False
        if one.words.endswith(("Terms of Use", "Terms", "TOU")):
            return False
        if self.legal and _BEFORE_ALONE.match(before) and _AFTER_ALONE.match(after):
            return True
        return (
            self.ours.own is not None
            and bool(one.license and _BEFORE_ALONE.match(before))
            and bool(re.match(r"(?:\s+licen[sc]e)?\s*[:.–—-]", after[:12], re.IGNORECASE))
        )

    def _alone(self, one: Mention) -> Given:
        """What a license is given to that stands alone: in a list of what a model has, the model."""
        given = self.above.whole(one)
        if not self.legal and self.ours.own is not None and given == [(REPOSITORY, About.PROJECT)]:
            return [(self.ours.own, About.MODEL)]
        return given

    def _item(self, one: Mention) -> Given | None:
        """ "- Acme (MIT)" in a list below a heading that speaks of licenses: another's program, or a part."""
        # A link around the name begins before it.
        place = max(one.start, self.text.find(one.words, one.start))
        licensed = re.match(r"[ -]licen[sc]ed\s*[)）]", self.text[one.end : one.end + 12], re.IGNORECASE)
        if (
            not (self.legal or licensed)
            or one.kind is not Kind.NAME
            or not self.text[:place].rstrip().endswith(("(", "（"))
        ):
            return None
        if not re.match(r"[\s-]*(?:licen[sc]ed?)?\s*[)）]", self.text[one.end : one.end + 12], re.IGNORECASE):
            return None
        found = _ITEM.match(self.text[:place])
        if found is None:
            return None
        if licensed and not any(receivers.is_same(found["name"], name) for name in self.ours.names):
            return [(Subject(found["name"], None), About.PROJECT)]
        given = receivers.read(self.text, found.start("name"), found.end("name"), self.held, self.ours)
        return given if given is not None else [(Subject(found["name"], None), About.PROJECT)]

    def _licensed_things(self, end: int) -> Given:
        """ "With Apache-licensed weights", or another's program: "using MIT-licensed Acme Kit"."""
        left = self.text[:end]
        left = left[: re.search(r"[\w.+-]*(?:\s?[\d.]+)?[ -]licen[sc]ed$", left, re.IGNORECASE).start()]  # type: ignore[union-attr]
        things = _THINGS.match(self.text[end : end + 80])
        if things and _WITH_ITS.search(left[-60:]) and self.ours.own is not None:
            return [(self.ours.own, About.WEIGHTS)]
        name = _PROGRAM_NAME.match(self.text[end : end + 120])
        if name and _USING.search(left[-24:]) and not self.ours.is_title(name["name"]):
            return [(Subject(name["name"], None), About.PROJECT)]
        return []

    def _of_its_name(self, one: Mention, left: str) -> Given:
        """ "Strictly follow Acme's license": that model's, which the words of the license name."""
        if not _OBEYED.search(left[-60:]):
            return []
        for part in self.held:
            if (
                part.named
                and part.subject is not None
                and not part.subject.own
                and one.start <= part.start < one.end
                and not is_program(part.subject)
                and _POSSESSED.match(self.text[part.end : one.end])
            ):
                return [(part.subject, About.MODEL)]
        return []

    def _apposed(self, one: Mention) -> Given:
        """ "Acme, an Apache V2 open-source project": what stands before the comma, where it is the page's."""
        name = _APPOSED.search(self.text[: one.start][-120:])
        if name is None or not _SORT.match(self.text[one.end : one.end + 80]):
            return []
        if self.ours.own is not None and receivers.is_same(name["name"], self.ours.own.name):
            return [(REPOSITORY, About.PROJECT)]
        return [(REPOSITORY, About.PROJECT)] if self.ours.is_title(name["name"]) else []

    def _attributive(self, one: Mention) -> Given:
        """ "The MIT-licensed GLM-4.5"."""
        found = _ATTRIBUTIVE.match(self.text[one.end : one.end + 12])
        if not found:
            return []
        end = one.end + found.end()
        for part in self.held:
            if (
                part.start >= end
                and part.named
                and part.subject is not None
                and not self.text[end : part.start].strip(" -,")
            ):
                other = subjects.is_other(self.text, part.end) or is_program(part.subject)
                return [] if other else [(part.subject, About.MODEL)]
        if found_ := self._licensed_things(end):
            return found_
        label = re.search(
            r"^\W*(?:fully |truly )?(?:open[- ]source|free)\W*[:：–—-]\W*$",
            self.text[: one.start],
            re.IGNORECASE,
        )
        return self.above.whole(one) if label else []
