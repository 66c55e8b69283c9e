"""Two runs that average their weights."""

import os

import torch

from . import checkpoints
from .trainer import Trainer

PARTNER_STEPS = 20


class Partner:
    """A second run of the same configuration on another core, with its own seed, whose weights and this run's are averaged.

    Gossip: each publishes its weights every `PARTNER_STEPS` steps and goes halfway to what the other has published since. Neither
    waits. The one that is behind takes over the other's step count, so that both end their cosines together.
    """

    def __init__(self, folder: str, other: str):
        self.own, self.other, self.seen = os.path.join(folder, "weights.pt"), os.path.join(other, "weights.pt"), -1

    @torch.no_grad()
    def meet(self, trainer: Trainer) -> None:
        checkpoints.write(self.own, {"model": trainer.codec.state_dict(), "step": trainer.step_count})
        if not os.path.exists(self.other):
            return
        theirs = torch.load(self.other, map_location=trainer.device, weights_only=True)
        if theirs["step"] <= self.seen:
            return
        self.seen = theirs["step"]
        state = trainer.codec.state_dict()
        moved = [k for k, v in state.items() if v.is_floating_point()]
        torch._foreach_lerp_([state[k] for k in moved], [theirs["model"][k] for k in moved], 0.5)
        trainer.step_count = max(trainer.step_count, theirs["step"])
