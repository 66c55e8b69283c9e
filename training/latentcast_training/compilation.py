"""torch.compile with a way back: what does not compile on a machine runs eagerly there, and the cache can travel."""

import glob
import os
from collections.abc import Callable

import torch

PART_BYTES = 15_000_000


class Compiler:
    """Compiles functions and modules; `disable` sends all of them back to eager execution for good."""

    def __init__(self, enabled: bool):
        self.active = enabled

    def __call__(self, f: Callable) -> Callable:
        if not self.active:
            return f
        fast = torch.compile(f)
        return lambda *args: (fast if self.active else f)(*args)

    def disable(self, error: Exception) -> None:
        self.active = False
        print(f"compiled step failed, continuing eagerly: {type(error).__name__}: {str(error)[:500]}", flush=True)


def save_cache(folder: str, max_parts: int = 2) -> list[str]:
    """What has been compiled so far, in files of at most 15 MB; nothing where it needs more than `max_parts` of them."""
    saved = torch.compiler.save_cache_artifacts()
    if not saved or len(saved[0]) > max_parts * PART_BYTES:
        return []
    os.makedirs(folder, exist_ok=True)
    paths = []
    for i in range(0, len(saved[0]), PART_BYTES):
        paths.append(os.path.join(folder, f"compiled-{i // PART_BYTES}.bin"))
        with open(paths[-1], "wb") as f:
            f.write(saved[0][i : i + PART_BYTES])
    return paths


def load_cache(folder: str) -> bool:
    """Takes in what save_cache wrote; whether there was anything. A cache of another PyTorch or GPU is of no use and does no harm."""
    paths = sorted(glob.glob(os.path.join(folder, "compiled-*.bin")))
    content = b""
    for path in paths:
        with open(path, "rb") as f:
            content += f.read()
    if content:
        torch.compiler.load_cache_artifacts(content)
    return bool(content)
