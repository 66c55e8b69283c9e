"""Configuration: a base (the defaults below) plus experiments, which are small TOML deltas over it."""

import dataclasses
import tomllib
from dataclasses import dataclass, field


@dataclass
class ModelConfig:
    """Sizes of the network. `*_ahead` counts blocks that look one step ahead at their rate."""

    latents: int = 64
    mel_bands: int = 160
    enc_fast_width: int = 256
    enc_fast_blocks: int = 2
    enc_fast_ahead: int = 1
    enc_width: int = 512
    enc_blocks: int = 5
    enc_ahead: int = 1
    dec_width: int = 512
    dec_blocks: int = 5
    dec_ahead: int = 1
    dec_fast_width: int = 384
    dec_fast_blocks: int = 6
    dec_fast_ahead: int = 3
    tonal_latents: int = 12  # of the latents, which music gives to the code of its tones
    tonal_width: int = 192
    tonal_enc_blocks: int = 3
    tonal_dec_blocks: int = 4

    @property
    def features(self) -> int:
        from . import dsp

        return self.mel_bands + dsp.PITCH.classes


@dataclass
class SearchConfig:
    """Weights of what the encoder's search for better bits makes small; see streaming.search."""

    bins: float = 3.0
    mel: float = 10.0
    intelligibility: float = 3.0
    structure: float = 1.0
    loudness: float = 0.3
    pitch: float = 0.3
    voicing: float = 0.5
    tones: float = 0.15
    tone_levels: float = 0.15


@dataclass
class TrainConfig:
    """One training run."""

    batch: int = 12
    frames: int = 28  # latent frames in a training segment
    lr: float = 6e-4
    warmup_steps: int = 200
    decay_steps: int = 20000  # the cosine's length, unless the run has a deadline; the rate stays at its floor afterwards
    lr_floor: float = 0.05
    weight_decay: float = 1e-3
    clip_norm: float = 5.0
    ema: float = 0.995
    speech_share: float = 0.75
    signal_share: float = 0.05  # of test signals, in place of the corpus
    spoilt_share: float = 0.1  # of the speech: in noise, through a telephone, overdriven
    extreme_share: float = 0.1  # at any level from -65 to -4 dBFS, not only at those of ordinary recordings
    one_plane: float = 0.5  # share of samples trained at one bit a value; the rest has more
    two_planes: float = 0.5  # share of that rest at two bits; the others have three, or are as good as continuous
    bins_weight: float = 10.0
    mel_weight: float = 10.0
    long_weight: float = 2.0
    intelligibility_weight: float = 5.0
    structure_weight: float = 0.0  # of the neurogram similarity
    loudness_weight: float = 0.0  # of the disturbance of loudness
    tone_weight: float = 0.15
    harmony_weight: float = 0.0  # of semitones over 0.19 s in music; above 0 needs `heard`
    heard: bool = False  # the losses of hearing judge the synthesised sound, not the power expected of it
    heard_mel_weight: float = 5.0
    own_pitch_share: float = 0.0  # of the samples: their source follows the decoder's pitch, as it does in use
    pitch_weight: float = 1.0
    voicing_weight: float = 1.0
    treble_weight: float = 0.15  # of bins above half the clip's native rate, where the recording holds nothing
    quiet_weight: float = 1.0  # of frames 50 dB below the segment's loudest; 1 weighs all frames alike
    music_pitch_weight: float = 0.5
    adapt: str = ""  # "encoder" or "decoder": only that half learns, and of it only what is one value a channel; see low_delay
    freeze_bits: bool = False  # the encoder stays as it is, so that streams of before decode as they did
    adversarial_weight: float = 0.0  # of the discriminators' judgement; above 0 needs `heard`
    feature_weight: float = 2.0  # of the discriminators' activations
    adversary_channels: int = 16
    adversary_hops: int = 48  # of each segment, what the discriminators see
    adversary_lr: float = 2e-4
    adversary_every: int = 2  # steps between the discriminators' own
    adversary_alone: int = 100  # steps in which only they learn
    seed: int = 1
    precision: str = "auto"  # auto, float32, bfloat16
    compile: bool = True
    checkpoint_seconds: float = 240.0
    keep_checkpoints: int = 3
    log_steps: int = 50


@dataclass
class Config:
    model: ModelConfig = field(default_factory=ModelConfig)
    train: TrainConfig = field(default_factory=TrainConfig)

    def to_dict(self) -> dict:
        return dataclasses.asdict(self)


def apply(config: Config, delta: dict) -> Config:
    """Overlays {"model": {...}, "train": {...}}; an unknown or ill-typed key is an error that names it."""
    for section, values in delta.items():
        target = getattr(config, section, None)
        if not dataclasses.is_dataclass(target):
            raise ValueError(f"unknown section '{section}'")
        kinds = {f.name: type(getattr(target, f.name)) for f in dataclasses.fields(target)}
        for key, value in values.items():
            if key not in kinds:
                raise ValueError(f"unknown setting '{section}.{key}'")
            if kinds[key] is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if not isinstance(value, kinds[key]):
                raise ValueError(f"'{section}.{key}' must be {kinds[key].__name__}, not {value!r}")
            setattr(target, key, value)
    return config


def load(path: str | None = None, overrides: list[str] | None = None) -> Config:
    """The base, then the TOML file at `path`, then overrides such as "train.lr=3e-4"."""
    config = Config()
    if path:
        with open(path, "rb") as f:
            apply(config, tomllib.load(f))
    for text in overrides or []:
        key, _, value = text.partition("=")
        section, _, name = key.partition(".")
        apply(config, {section: {name: tomllib.loads(f"v = {value}")["v"]}})
    return config
