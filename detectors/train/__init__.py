"""Offline: corpora in, a model directory with calibration and card out. Never imported by the app (extra
``train``).
"""
