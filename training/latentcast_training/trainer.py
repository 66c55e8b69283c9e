"""One run's network, optimiser, averaged weights and step count, and the update that a step makes."""

import math
import os
import subprocess
from collections.abc import Callable

import torch
from torch import Tensor

from . import dsp, losses
from .adversary import Contest
from .compilation import Compiler
from .config import Config, ModelConfig
from .data import Batch
from .export import load_checkpoint, model_sizes
from .low_delay import adapted, look_less_far
from .model import PLANES, Codec, quantise
from .objective import Objective, Target


def has_fast_bf16() -> bool:
    """Whether this CPU multiplies bf16 by itself (1.6 times as fast as float32); without, autocast is several times slower."""
    try:
        with open("/proc/cpuinfo") as f:
            return bool({"amx_bf16", "avx512_bf16"} & set(f.read().split()))
    except OSError:
        return False


def commit() -> str:
    try:
        return subprocess.run(["git", "rev-parse", "HEAD"], cwd=os.path.dirname(__file__), capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


class Trainer:
    """`step(batch)` does one update and returns its figures."""

    def __init__(self, c: Config, device: str = "cpu"):
        self.config, self.device, self.step_count = c, torch.device(device), 0
        self.audio_seconds = self.seconds = 0.0
        self.about: dict = {}
        self.skipped = torch.zeros((), device=self.device)  # updates whose loss or gradient was not finite
        self.clock: Callable[[], float] | None = None  # share of a run with a deadline that is over; without one the steps count
        torch.manual_seed(c.train.seed)
        self.codec = Codec(c.model).to(self.device)
        self.compiled = compiled = Compiler(c.train.compile)
        self.enc, self.dec = compiled(self.codec.enc), compiled(self.codec.dec)
        self.objective = Objective(self.codec, c.train, self.device, compiled)
        learnt = self.learnt()
        self.optimizer = torch.optim.AdamW(learnt, lr=c.train.lr, betas=(0.8, 0.98), weight_decay=0.0 if c.train.adapt else c.train.weight_decay, fused=True)
        if c.train.freeze_bits or c.train.adapt == "decoder":
            self.codec.enc.eval()  # the normalisation too takes what was shipped, not the batch
        one, two = c.train.one_plane, c.train.two_planes
        self.plane_odds = torch.tensor([one, (1 - one) * two, (1 - one) * (1 - two) * 0.6, (1 - one) * (1 - two) * 0.4], device=self.device)
        self.plane_choices = PLANES.to(self.device)
        p = c.train.precision
        self.bf16 = p == "bfloat16" or (p == "auto" and (self.device.type == "cuda" or has_fast_bf16()))
        self.contest = Contest(c.train, self.device, self.autocast) if c.train.adversarial_weight > 0 else None
        self.ema = {k: v.clone() for k, v in self.codec.state_dict().items()}
        self.second: Codec | None = None

    def take_second_encoder(self, path: str) -> None:
        """Teaches the decoder for the bits of two encoders in turn, its own and that of a checkpoint or an exported folder."""
        if not (self.config.train.freeze_bits or self.config.train.adapt == "decoder"):
            raise ValueError("train.freeze_bits must be true, or train.adapt 'decoder', where there is a second encoder: neither is taught")
        state, about = load_checkpoint(path)
        self.second = Codec(model_sizes(about, self.config.model)).to(self.device).eval().requires_grad_(False)
        self.second.load(state)
        self.about["second_encoder"] = os.path.basename(os.path.normpath(path))

    def learnt(self) -> list[torch.nn.Parameter]:
        """The parameters that this run teaches; the others take no gradient."""
        c = self.config.train
        halves = {"": self.codec, "encoder": self.codec.enc, "decoder": self.codec.dec}
        if c.adapt not in halves:
            raise ValueError(f"train.adapt must be '', 'encoder' or 'decoder', not {c.adapt!r}")
        if c.adapt == "encoder" and c.freeze_bits:
            raise ValueError("train.freeze_bits must be false where train.adapt is 'encoder'")
        half = self.codec.dec if c.freeze_bits else halves[c.adapt]
        learnt = list(adapted(half).values()) if c.adapt else list(half.parameters())
        self.codec.requires_grad_(False)
        for p in learnt:
            p.requires_grad_(True)
        return learnt

    def autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16)

    def learning_rate(self) -> float:
        c = self.config.train
        done = min(1.0, self.clock() if self.clock else self.step_count / c.decay_steps)
        return c.lr * min(1.0, (self.step_count + 1) / c.warmup_steps) * (c.lr_floor + (1 - c.lr_floor) * 0.5 * (1 + math.cos(math.pi * done)))

    def planes(self) -> Tensor:
        """Bits a value for each sample of this step's batch, [B, 1, 1]; the last choice is as good as continuous."""
        c = self.config.train
        generator = torch.Generator(self.device).manual_seed(c.seed * 1_000_003 + self.step_count)
        return self.plane_choices[torch.multinomial(self.plane_odds, c.batch, True, generator=generator)][:, None, None]

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        target = self.objective.target(batch)
        latents = self.latents(target)
        with self.autocast():
            decoded = self.dec(quantise(latents, self.planes()))
        made = self.objective.prediction(latents, decoded, target.f0)
        parts, sound = self.objective.parts(target, made, self.step_count)
        if self.contest:
            parts |= self.contest.step(target.pcm, sound, self.step_count)
        return parts

    def latents(self, target: Target) -> Tensor:
        """[B, T, Z] in (-1, 1); with a second encoder the steps take turns."""
        enc, codec = (self.enc, self.codec) if self.second is None or self.step_count % 2 else (self.second.enc, self.second)
        with self.autocast():
            z = enc(target.features, target.tonal)
        return codec.squash(z)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """One update; its figures stay on the device until somebody reads them. What does not compile is done eagerly from then on."""
        try:
            return self._update(batch)
        except Exception as error:
            if not self.compiled.active:
                raise
            self.compiled.disable(error)
            return self._update(batch)

    def _update(self, batch: Batch) -> dict[str, Tensor]:
        c = self.config.train
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        statistics = [v for k, v in self.codec.named_buffers() if "running" in k]
        before = [v.clone() for v in statistics]
        parts = self.losses(batch)
        loss = losses.total(c, parts)
        self.optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.codec.parameters(), c.clip_norm)
        finite = torch.isfinite(norm) & torch.isfinite(loss.detach())
        self.optimizer.found_inf = 1 - finite.float()  # the fused update leaves everything as it is where this is 1, without asking the host
        if self.contest is None or self.step_count >= c.adversary_alone:
            self.optimizer.step()
        for v, old in zip(statistics, before):
            v.copy_(torch.where(finite, v, old))
        self.skipped += 1 - finite.float()
        self.average()
        self.step_count += 1
        self.audio_seconds += math.prod(batch.pcm.shape) / dsp.GRID.sample_rate
        return {"loss": loss.detach(), **{k: v.detach() for k, v in parts.items()}, "grad": norm}

    @torch.no_grad()
    def average(self) -> None:
        """Moves the averaged weights towards the present ones, faster at first."""
        keep = min(self.config.train.ema, (self.step_count + 1) / (self.step_count + 10))
        state = self.codec.state_dict()
        moved = [k for k, v in state.items() if v.is_floating_point() and "running" not in k]
        torch._foreach_lerp_([self.ema[k] for k in moved], [state[k] for k in moved], 1 - keep)
        for k in state.keys() - set(moved):
            self.ema[k].copy_(state[k])

    def content(self) -> dict:
        rival = self.contest.content() if self.contest else {}
        return {"model": self.codec.state_dict(), "ema": self.ema, "optimizer": self.optimizer.state_dict(), **rival, "step": self.step_count,
                "seconds": self.seconds, "audio_seconds": self.audio_seconds, "config": self.config.to_dict(), "commit": commit(), **self.about}

    def restore(self, content: dict) -> None:
        self.codec.load_state_dict(content["model"])
        self.optimizer.load_state_dict(content["optimizer"])
        if self.contest:
            self.contest.restore(content)
        self.ema = {k: v.to(self.device) for k, v in content["ema"].items()}
        self.step_count, self.seconds, self.audio_seconds = content["step"], content["seconds"], content["audio_seconds"]
        self.about = {k: content[k] for k in ("init", "data", "second_encoder") if k in content}

    def start_from(self, path: str, chords: str | None = None) -> None:
        """Weights of a checkpoint, of the spike or of an exported folder, and a tones' code of chords.py; the optimiser starts afresh."""
        state, about = load_checkpoint(path)
        self.codec.load(state)
        if self.config.train.adapt:
            look_less_far(self.codec, model_sizes(about, ModelConfig()))
        if chords:
            self.codec.take_chords(torch.load(chords, map_location=self.device, weights_only=True))
        self.ema = {k: v.clone() for k, v in self.codec.state_dict().items()}
        self.about["init"] = os.path.basename(os.path.normpath(path))
