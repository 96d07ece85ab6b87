"""The English words that allow or limit use: "for research only", "commercial use is permitted"."""

from __future__ import annotations

from typing import Final

_STUDY: Final = r"(?:(?:academic|scientific|educational|research|non-?commercial|personal|private|evaluation)"
_STUDIES: Final = (
    rf"{_STUDY}(?:(?:,? and/or|,? and|,? or|,|/)? {_STUDY}|development|education|study|learning)){{0,3}})"
)
#: What only study and the like may do.
FORBIDDEN: Final[tuple[str, ...]] = (
    (
        r"(?<!commercial and )(?<!commercial or )(?<!commercial & )non[- ]?commercial(?:ly)?"
        r"(?! (?:and|or|&) commercial)"
        r"(?: (?:use|usage|purposes?|research|applications?|licen[sc]e))?(?: only)?"
    ),
    rf"(?:for )?{_STUDIES}(?: use| usage| purposes?)? only",
    (
        rf"(?:only|solely|exclusively|strictly|purely|limited|restricted)(?: (?:be )?(?:used|intended|meant"
        rf"|available|licensed))?"
        rf" (?:for|to) (?:the purpose of )?{_STUDIES}(?: use| usage| purposes?)?(?: only)?"
    ),
    (
        rf"(?<!developed )(?<!designed )(?<!created )(?<!built )(?<!made )for {_STUDIES} (?:purposes?|usage)"
        r"(?![^.;!?]{0,40}\bcommercial)"
    ),
    (
        rf"(?:intended|licensed|meant|released|available"
        rf"|provided) for {_STUDIES} use(?![^.;!?]{{0,40}}\bcommercial)"
    ),
    r"research[- ](?:use[- ]|purposes?[- ])?only(?: licen[sc]e)?",
    r"(?:a |the )?(?:non-commercial )?research licen[sc]e",
    (
        rf"(?:not|n['’]t|never|cannot|can['’]t)(?: be)?(?: used| allowed| permitted| licensed| intended"
        rf"| available| meant)?"
        rf" (?:outside(?: of)? {_STUDIES}(?: use| purposes?)?|for (?:any )?commercial(?: use| usage"
        rf"| purposes?)?|commercially)"
    ),
    r"(?:not|n['’]t|never) use (?:[\w-]+ ){0,4}(?:for (?:any )?commercial(?: use| purposes?)?|commercially)",
    r"(?:prohibited|forbidden) (?:for|from) (?:any )?commercial(?: use| purposes?)?",
    (
        r"commercial (?:use|usage|purposes?) (?:is|are) (?:strictly )?(?:not (?:allowed|permitted)"
        r"|prohibited|forbidden)"
    ),
    (
        rf"(?:open|available|accessible|licensed|free|released|usable) only (?:for|to) {_STUDIES}"
        r"(?: use| purposes?)?"
    ),
    r"(?:prohibited|forbidden|banned|barred) from (?:using|the use of|making use of)",
    r"(?:no|prohibits?|forbids?|prohibiting|forbidding) commercial (?:use|usage)",
)
_BOTH: Final = (
    r"(?:(?:both|any|all|full|free|unrestricted|academic|research|personal|non-commercial|educational)"
    r"(?:,| and| or|/)? )"
)
_SALE: Final = r"commercial(?: uses?| usage| purposes?| applications?| deployment| products?| projects?)"
#: What everybody may do, or who sells.
ALLOWED: Final[tuple[str, ...]] = (
    (
        r"(?:support(?:s|ing)?|allow(?:s|ing|ed)?|permit(?:s|ting|ted)?|enabl(?:es?|ing)"
        r"|free(?:ly available)?"
        r"|available|licensed|released|intended|usable|used|use|approved|permissible|suitable|cleared|open)"
        rf"(?: freely| free of charge)?(?: for)? {_BOTH}{{0,4}}{_SALE}"
    ),
    rf"(?:for|in) {_BOTH}{{1,4}}{_SALE}",
    (
        r"(?:for|intended for) (?:both )?commercial(?:,| and| or) (?:research|academic|non-commercial"
        r"|personal)"
        r"(?: use| usage| purposes?| applications?)"
    ),
    (
        r"(?:free )?commercial(?: use| usage| purposes?) (?:(?:is|are) )?(?:also )?(?:allowed|permitted"
        r"|supported|friendly|ok"
        r"|okay|possible|welcome)"
    ),
    r"free commercial (?:use|usage|licen[sc]e)|licen[sc]e for commercial (?:use|usage)",
    (
        r"(?:available|licensed|open|free|usable|permitted|allowed)(?: (?:for|to))?"
        r"(?: (?:broad|free|general|unrestricted))?(?: use)?(?: (?:for|by|to|in))? commercial"
        r" (?:entities|users|companies|organi[sz]ations|customers|enterprises)"
    ),
    (
        r"(?:support(?:s|ing)?|offer(?:s|ing)?) (?:(?!non)[\w-]+ ){0,2}?commercial licen[sc]es?"
        r"(?: agreements?)?"
    ),
    r"licensed for (?:both )?research(?:ers)? and commercial (?:use|entities|purposes)",
    (
        r"(?:commercially[ -](?:usable|permissive|friendly|viable|licensed)|commercial-friendly"
        r"|(?:be )?used? commercially)"
    ),
    r"including (?:for )?commercial (?:use|usage|purposes?|applications?)",
    rf"use (?:it|them|this|the (?:model|weights|code)) (?:freely )?for {_BOTH}{{0,3}}{_SALE}",
    r"(?:no|without(?: any)?) (?:usage |use |licen[sc]e |licensing |commercial )?restrictions",
    r"(?:free|unrestricted) (?:for|to use for) (?:any|all) (?:use|uses|purposes?)",
    (
        r"free(?:ly)? (?:to )?(?:use|copy|modify)(?:,| and| or) (?:use|modify|share|distribute|redistribute"
        r"|adapt|build)"
    ),
    r"licensed permissively",
    r"permissively[ -]licen[sc]ed|permissive (?:(?:and )?open[ -]source )?licen[sc]es?",
    r"permissive(?= [^.,;!?]{1,50}\blicen[sc]e)|permissive(?=\s*(?:[.,;)]|$))",
)
