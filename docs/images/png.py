"""Small PNG files: 256 colors are enough for text and charts."""

from __future__ import annotations

import struct
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: As many as a palette of one byte a pixel holds.
COLORS: Final = 256


def with_a_palette(pixels: NDArray[np.uint8]) -> bytes:
    """Return a PNG of 256 colors: those that are there most often; every other pixel takes the nearest."""
    height, width, _ = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
    colors, back, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = colors[np.argsort(-counts, kind="stable")[:COLORS]]
    palette, every = _parts(kept), _parts(colors)
    nearest = np.array([np.argmin(((palette - one) ** 2).sum(axis=1)) for one in every], dtype=np.uint8)
    rows = nearest[back.reshape(height, width)]
    raw = np.hstack([np.zeros((height, 1), dtype=np.uint8), rows]).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(raw, 9)),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in (*chunks, (b"IEND", b"")))


def _parts(packed: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.int64)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
