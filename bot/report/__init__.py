"""Writing a whole-repository report: one module a format, each a pure function of the report.

``formats.py`` lists them. What several share is in ``seen.py`` (text from outside, made harmless),
``words.py`` (how shares, estimates and classes are worded) and ``charts.py`` (the geometry of the plots).
"""
