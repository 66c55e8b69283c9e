"""The decoder's noise: a hash of the absolute sample index, the same in Python and TypeScript ("lowbias32-v1")."""

import numpy as np


def noise(start: int, count: int) -> np.ndarray:
    """float32 [count], uniform with unit variance, for the samples start … start + count - 1 (negative ones wrap)."""
    x = ((np.arange(count, dtype=np.int64) + start) & 0xFFFFFFFF).astype(np.uint64)
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(0x7FEB352D)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(0x846CA68B)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    return (np.sqrt(3.0) * (2.0 * (x.astype(np.float64) / 2**32) - 1.0)).astype(np.float32)
