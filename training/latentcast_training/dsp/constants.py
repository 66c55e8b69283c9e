"""Constants of the signal processing, made and copied to a device once: a copy a step would make a GPU wait."""

from collections.abc import Callable
from functools import lru_cache

import torch


@lru_cache(None)
def constant(make: Callable, device: torch.device, *arguments):
    """What `make(*arguments)` returns, a tensor or a tuple of them, on the device."""
    made = make(*arguments)
    return tuple(v.to(device) for v in made) if isinstance(made, tuple) else made.to(device)
