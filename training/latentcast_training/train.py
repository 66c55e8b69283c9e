"""The trainer: `python -m latentcast_training.train --run NAME [--config experiments/x.toml] [--set train.lr=3e-4] [--resume auto]`.

Data, runs and checkpoints live outside the repository, in $LATENTCAST_TRAIN_DIR (default ~/.cache/latentcast/training):
data/ from corpus.py, runs/NAME/step-N.pt. The same command runs on a GPU when there is one. Batches and quantiser
depths are functions of (seed, step), so a resumed run repeats what an uninterrupted one does.
"""

import argparse
import math
import os
import signal
import subprocess
import threading
import time

import numpy as np
import torch
from torch import Tensor

from . import checkpoints, config as configuration, dsp, losses
from .adversary import Adversary
from .config import Config
from .data import Batch, Corpus, Feeder
from .model import PLANES, Codec, quantise

PARTNER_STEPS = 20


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
    """Network, optimiser, averaged weights and step count; `step(batch)` does one update and returns its figures."""

    def __init__(self, c: Config, device: str = "cpu"):
        self.config, self.device, self.step_count = c, torch.device(device), 0
        self.audio_seconds = self.seconds = 0.0
        self.about: dict = {}
        torch.manual_seed(c.train.seed)
        self.codec = Codec(c.model).to(self.device)
        compiled = torch.compile if c.train.compile else (lambda f: f)
        self.enc, self.dec, self.spectral = compiled(self.codec.enc), compiled(self.codec.dec), compiled(losses.spectral)
        self.expected_power = compiled(dsp.expected_power)
        self.source_frames = compiled(dsp.source_frames)
        self.intelligibility, self.bands = compiled(losses.intelligibility), losses.third_octaves().to(self.device)
        self.structure, self.loudness = compiled(losses.structure), compiled(losses.loudness)
        self.erb = [losses.erb_bands(*v).to(self.device) for v in ((21, 50, 8000), (32, 50, 20000))]  # ViSQOL's for speech and for music
        self.semitones = losses.semitone_bands().to(self.device)
        self.bark, self.threshold = (v.to(self.device) for v in losses.bark_bands())
        self.mel = self.codec.fb**2
        self.short_window = torch.hann_window(dsp.GRID.nfft // 2, device=self.device)
        learnt = self.codec.dec if c.train.freeze_bits else self.codec
        self.optimizer = torch.optim.AdamW(learnt.parameters(), lr=c.train.lr, betas=(0.8, 0.98), weight_decay=c.train.weight_decay, fused=True)
        if c.train.freeze_bits:
            self.codec.enc.requires_grad_(False).eval()  # the normalisation too takes what was shipped, not the batch
        self.adversary = None
        for field in ("adversarial_weight", "harmony_weight"):
            if getattr(c.train, field) > 0 and not c.train.heard:
                raise ValueError(f"'train.{field}' above 0 needs 'train.heard' = true: it judges what is heard")
        if c.train.adversarial_weight > 0:
            self.adversary = Adversary(c.train.adversary_channels, c.train.adversary_hops).to(self.device)
            self.adversary_optimizer = torch.optim.AdamW(self.adversary.parameters(), lr=c.train.adversary_lr, betas=(0.8, 0.98), weight_decay=c.train.weight_decay)
        self.ema = {k: v.clone() for k, v in self.codec.state_dict().items()}
        p = c.train.precision
        self.bf16 = p == "bfloat16" or (p == "auto" and (self.device.type == "cuda" or has_fast_bf16()))

    def learning_rate(self) -> float:
        c, done = self.config.train, min(1.0, self.step_count / self.config.train.decay_steps)
        return c.lr * min(1.0, (self.step_count + 1) / c.warmup_steps) * (c.lr_floor + (1 - c.lr_floor) * 0.5 * (1 + math.cos(math.pi * done)))

    def planes(self) -> Tensor:
        """Bits a value for each sample of this step's batch, [B, 1, 1]; the last choice is as good as continuous."""
        one = self.config.train.one_plane
        odds = torch.tensor([one, (1 - one) * 0.5, (1 - one) * 0.3, (1 - one) * 0.2])
        generator = torch.Generator().manual_seed(self.config.train.seed * 1_000_003 + self.step_count)
        return PLANES[torch.multinomial(odds, self.config.train.batch, True, generator=generator)][:, None, None].to(self.device)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        c = self.config.train
        pcm, f0, voiced, cutoff, speech = (torch.from_numpy(v).to(self.device) for v in vars(batch).values())
        with torch.no_grad():
            magnitude = self.codec.stft(pcm).abs()
            features, tonal, target = self.codec.features(magnitude), self.codec.tonal(pcm), magnitude**2
            bins, frames = losses.bin_weights(cutoff, c.treble_weight), losses.frame_weights(target, c.quiet_weight)
            tones = torch.zeros(*f0.shape, dsp.TONES.count, device=self.device)  # speech has none: its pitch glides
            if (speech == 0).any():
                tones[speech == 0] = dsp.tone_targets(pcm[speech == 0])
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
            z = self.enc(features, tonal)
        u = self.codec.squash(z)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
            gains, pitch, sounding = self.dec(quantise(u, self.planes()))
        source = self.source(f0, pitch)
        power = self.expected_power(gains, dsp.power_of(source))
        fine, mel, long = self.spectral(power, target, self.mel, bins, frames)
        parts = {"bins": fine, "mel": mel}
        if c.heard:
            parts |= self.of_what_is_heard(pcm, target, power, gains, pitch, sounding, source, bins, frames, speech)
        else:
            parts |= {"long": long, "estoi": self.intelligibility(power, target, self.bands), **self.hearing(power, target, bins)}
        parts["f0"], parts["voicing"] = losses.pitch(pitch, f0, voiced, torch.where(speech > 0, 1.0, c.music_pitch_weight))
        parts["tones"] = losses.tones(sounding[..., : dsp.TONES.count], tones, min(8, tones.shape[1] // 4))
        parts["bit_entropy"], parts["worst_bit"] = losses.bit_entropy(u.detach())
        return parts

    def hearing(self, power: Tensor, target: Tensor, bins: Tensor) -> dict[str, Tensor]:
        return {"nsim": sum(self.structure(power, target, bands, bins) for bands in self.erb) / len(self.erb),
                "loudness": self.loudness(power, target, self.bark, self.threshold)}

    @torch.no_grad()
    def source(self, f0: Tensor, pitch: Tensor) -> Tensor:
        """Spectrum of the harmonic source at the labelled pitch, in the first `own_pitch_share` of the batch at the decoder's."""
        own = round(self.config.train.own_pitch_share * len(f0))
        if own:
            f0 = torch.cat([torch.exp(dsp.expected_log_pitch(pitch[:own, :, :-1].float(), self.codec.fc)), f0[own:]])
        return dsp.spread(self.source_frames(f0), self.codec.win)

    def of_what_is_heard(self, pcm, target, power, gains, pitch, sounding, source, bins, frames, speech) -> dict[str, Tensor]:
        """Losses of the synthesised sound's own spectrum, [B, Th, BINS] as all of these.

        Magnitudes that no signal has come out otherwise than they were asked for: ESTOI's loss is .27 there where the
        expected power has .21, and at two bits .23 instead of .15. The phases are drawn as in use; the gradient goes
        through the magnitudes alone. Hops at the edges, which nothing overlaps, do not count.
        """
        generator = torch.Generator().manual_seed(self.config.train.seed * 2_000_003 + self.step_count)
        hiss = torch.randn(pcm.shape, generator=generator).to(self.device)
        with torch.no_grad():
            phase = dsp.phases(gains, pitch[..., -1:], source, self.codec.stft(hiss))
        tones = dsp.tone_spectrum(dsp.tone_amplitudes(sounding, dsp.around_tones(power)), self.codec.bank)
        heard = dsp.sound_of(power, phase, tones, self.codec.win)
        c, inside = self.config.train, slice(4, -4)
        ours, theirs = dsp.power_of(self.codec.stft(heard))[:, inside], target[:, inside]
        _, mel, long = self.spectral(ours, theirs, self.mel, bins, frames[:, inside])
        short = lambda x: dsp.power_of(dsp.stft(x, self.short_window))[:, inside]  # 23 ms, about what ESTOI has
        estoi = self.intelligibility(short(heard), short(pcm), self.bands)
        parts = {"heard_mel": mel, "long": long, "estoi": estoi}
        music = speech == 0
        if c.harmony_weight > 0 and music.any():
            parts["harmony"] = losses.harmony(heard[music], pcm[music], self.semitones) * music.float().mean()
        return parts | {**self.hearing(ours, theirs, bins), **self.contest(pcm, heard)}

    def contest(self, pcm: Tensor, heard: Tensor) -> dict[str, Tensor]:
        """The decoder's losses before the discriminators, [B, 512 Th] each; a step of theirs where it is due."""
        c = self.config.train
        if self.adversary is None:
            return {}
        rng = np.random.default_rng((c.seed, self.step_count, 1))
        start = int(rng.integers(4, max(5, pcm.shape[1] // dsp.GRID.hop - c.adversary_hops - 3)))
        with torch.no_grad():
            real = self.adversary.views(pcm, start)
        made = self.adversary.views(heard, start)
        parts = {}
        if self.step_count % c.adversary_every == 0 or self.step_count < c.adversary_alone:
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
                own = self.adversary.own_loss(real, made)
            self.adversary_optimizer.zero_grad()
            own.backward()
            self.adversary_optimizer.step()
            parts["adversary"] = own.detach()
        if self.step_count >= c.adversary_alone:
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
                parts["fooled"], parts["alike"] = self.adversary.loss_of(real, made)
        return parts

    def step(self, batch: Batch) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        parts = self.losses(batch)
        loss = losses.total(self.config.train, parts)
        self.optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.codec.parameters(), self.config.train.clip_norm)
        if not torch.isfinite(norm):
            raise FloatingPointError(f"the gradient is not finite at step {self.step_count}")
        if self.adversary is None or self.step_count >= self.config.train.adversary_alone:
            self.optimizer.step()
        self.average()
        self.step_count += 1
        self.audio_seconds += batch.pcm.size / 44100
        return {"loss": loss.item(), **{k: v.item() for k, v in parts.items()}, "grad": norm.item()}

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
        rival = {"adversary": self.adversary.state_dict(), "adversary_optimizer": self.adversary_optimizer.state_dict()} if self.adversary else {}
        return {"model": self.codec.state_dict(), "ema": self.ema, "optimizer": self.optimizer.state_dict(), **rival, "step": self.step_count,
                "seconds": self.seconds, "audio_seconds": self.audio_seconds, "config": self.config.to_dict(), "commit": commit(), **self.about}

    def restore(self, content: dict) -> None:
        self.codec.load_state_dict(content["model"])
        self.optimizer.load_state_dict(content["optimizer"])
        if self.adversary:
            self.adversary.load_state_dict(content["adversary"])
            self.adversary_optimizer.load_state_dict(content["adversary_optimizer"])
        self.ema = {k: v.to(self.device) for k, v in content["ema"].items()}
        self.step_count, self.seconds, self.audio_seconds = content["step"], content["seconds"], content["audio_seconds"]
        self.about = {k: content[k] for k in ("init", "data") if k in content}

    def start_from(self, path: str, chords: str | None = None) -> None:
        """Weights of a checkpoint, of the spike or of an exported folder, and a tones' code of chords.py; the optimiser starts afresh."""
        from .export import load_checkpoint

        state, _ = load_checkpoint(path)
        self.codec.load(state)
        if chords:
            self.codec.take_chords(torch.load(chords, map_location=self.device, weights_only=True))
        self.ema = {k: v.clone() for k, v in self.codec.state_dict().items()}
        self.about["init"] = os.path.basename(os.path.normpath(path))


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


def fit(trainer: Trainer, corpus: Corpus, folder: str, seconds: float = math.inf, steps: float = math.inf, partner: Partner | None = None) -> None:
    """Trains until a limit is met; checkpoints by the clock and at the end; one log line every `log_steps`."""
    c = trainer.config.train
    feeder = Feeder(corpus, c, trainer.step_count)
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())  # ends with a checkpoint, as a limit does
    begin = saved = mark = time.time()
    before, seen, first = trainer.seconds, {}, trainer.step_count
    while not stop.is_set() and time.time() - begin < seconds and trainer.step_count < steps:
        for k, v in trainer.step(feeder.next()).items():
            seen.setdefault(k, []).append(v)
        if partner and trainer.step_count % PARTNER_STEPS == 0:
            partner.meet(trainer)
        now = time.time()
        trainer.seconds = before + now - begin
        if len(seen["loss"]) == c.log_steps:
            rate = len(seen["loss"]) * c.batch * c.frames * 2048 / 44100 / (now - mark)
            figures = " ".join(f"{k}={np.mean(v):.4f}" for k, v in seen.items())
            print(f"step={trainer.step_count} seconds={trainer.seconds:.0f} audio_s_per_s={rate:.1f} lr={trainer.learning_rate():.2e} {figures}", flush=True)
            mark, seen = now, {}
        if now - saved > c.checkpoint_seconds:
            checkpoints.save(folder, trainer.content(), c.keep_checkpoints)
            saved = time.time()
    if trainer.step_count > first:
        checkpoints.save(folder, trainer.content(), c.keep_checkpoints)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", required=True, help="name of the run's folder")
    ap.add_argument("--config", help="TOML with the experiment's differences from the base")
    ap.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a further difference")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--init", help="start from these weights: a checkpoint, the spike's, or an exported folder such as ../models/default")
    ap.add_argument("--chords", help="with --init: the tones' code, as latentcast_training.chords wrote it")
    ap.add_argument("--resume", help="'auto' for the run's newest checkpoint if there is one, or a checkpoint's path")
    ap.add_argument("--seconds", type=float, default=math.inf)
    ap.add_argument("--steps", type=float, default=math.inf, help="stop at this step")
    ap.add_argument("--partner", metavar="RUN", help="average weights with this run, which trains beside on another core with another seed")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    folder = os.path.join(checkpoints.train_dir(), "runs", a.run)
    path = checkpoints.newest(folder) if a.resume == "auto" else a.resume
    trainer = Trainer(configuration.load(a.config, a.set), a.device)
    corpus = Corpus(a.data or os.path.join(checkpoints.train_dir(), "data"), min_hops=trainer.config.train.frames * 4)
    if path:
        trainer.restore(torch.load(path, map_location=a.device, weights_only=True))
    elif a.init:
        trainer.start_from(a.init, a.chords)
    trainer.about["data"] = corpus.hours()
    print(f"from={path or a.init or 'nothing'} step={trainer.step_count} hours={corpus.hours()} device={a.device} bf16={trainer.bf16}", flush=True)
    partner = Partner(folder, os.path.join(checkpoints.train_dir(), "runs", a.partner)) if a.partner else None
    fit(trainer, corpus, folder, a.seconds, a.steps, partner)


if __name__ == "__main__":
    main()
