"""Whether prose is English, the only language that the model was trained and calibrated on.

Most English texts are known by their function words alone. Only where those are too few is the language
identifier asked (py3langid, a port of langid.py): it takes about a second to load, so that is put off until a
text needs it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from detectors.authorship.features.ngrams import tokens
from detectors.authorship.masks import MASKS

ENGLISH: Final = "en"
_SHARE: Final = 0.18
#: Very common English words that are no common words of the other languages in the Latin alphabet.
_COMMON: Final = frozenset(
    re.findall(
        r"\S+",
        """the and of to is it this that with for be are was were not have has had we you they from but which
        when if then should would could can will there their its by at an or as so only also does did been
        being than more use used using after before because into your our these those other some any all my
        where what how""",
    )
)


def is_english(prose: str) -> bool:
    """Say whether ``prose`` (cleaned) is English, as far as can be told."""
    words = [token for token in tokens(prose) if token[0].isalpha() and token not in MASKS]
    if not words:
        return False
    if sum(1 for word in words if word in _COMMON) >= _SHARE * len(words):
        return True
    code, sureness = _identifier().classify(" ".join(words))
    return bool(code == ENGLISH or sureness < 0.5)


@cache
def _identifier() -> Any:
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
