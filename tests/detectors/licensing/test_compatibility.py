import pytest

from detectors.licensing.compatibility import Compatibility, check


@pytest.mark.parametrize(
    ("outbound", "inbound", "answer"),
    [
        ("Apache-2.0", "GPL-2.0-only", Compatibility.NO),
        ("GPL-3.0-only", "Apache-2.0", Compatibility.YES),
        ("MIT", "MIT", Compatibility.SAME),
        ("Apache-2.0", "MIT", Compatibility.YES),
        # Not in the matrix: nobody can say.
        ("CC0-1.0", "MIT", Compatibility.UNDEFINED),
        ("Apache-2.0", "LicenseRef-acme", Compatibility.UNDEFINED),
        ("Apache-2.0", "no expression at all", Compatibility.UNDEFINED),
        # One may be chosen; all bind.
        ("Apache-2.0", "MIT OR GPL-2.0-only", Compatibility.YES),
        ("Apache-2.0", "MIT AND GPL-2.0-only", Compatibility.NO),
        ("Apache-2.0", "MIT AND LicenseRef-acme", Compatibility.UNDEFINED),
        ("Apache-2.0", "GPL-2.0-only OR LicenseRef-acme", Compatibility.UNDEFINED),
        ("MIT OR GPL-2.0-only", "GPL-2.0-only", Compatibility.SAME),
        # What an exception permits is not forbidden by the license without it.
        ("MIT", "Apache-2.0 WITH LLVM-exception", Compatibility.YES),
        ("Apache-2.0", "GPL-3.0-only WITH GCC-exception-3.1", Compatibility.UNDEFINED),
        # Whether later versions may be chosen decides, and the text does not say.
        ("GPL-3.0-only", "GPL-2.0", Compatibility.UNKNOWN),
        ("GPL-3.0", "MIT", Compatibility.YES),
    ],
)
def test_the_project_comes_first(outbound, inbound, answer):
    assert check(outbound, inbound) is answer
