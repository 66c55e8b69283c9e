"""Signal processing around the network: spectra, features, the sources and the synthesis. Everything is [B, time, …].

In docstrings BINS stands for `GRID.bins`, PITCH_CLASSES for `PITCH.classes`, HOP for `GRID.hop`, NFFT for `GRID.nfft`, TONES for
`TONES.count` and TONE_BINS for `TONES.bins`.
"""

from .grid import GRID, Grid
from .pitch import PITCH, PitchScale, autocorrelation_basis, expected_log_pitch, features, pitch_centres
from .source import SOURCE, HarmonicSource, dispersion, oscillator, pulse, source_frames, source_spectrum, spread
from .spectra import frames_of, istft, mel_filters, overlapped, overlapping, power_of, stft, unit
from .synthesis import (
    SYNTHESIS,
    Synthesis,
    bent,
    expected_power,
    gain,
    limited,
    neighbours,
    phases,
    refined,
    refinement_window,
    sound_of,
    synthesise,
)
from .tonal import (
    TONAL,
    TonalAnalysis,
    decimator,
    peaks_of,
    tonal_basis,
    tonal_contrast,
    tonal_features,
    tone_targets,
    tones_span,
)
from .tones import TONES, ToneScale, around_tones, tone_amplitudes, tone_bank, tone_places, tone_spectrum, tone_steps, with_tones

__all__ = [
    "GRID",
    "Grid",
    "HarmonicSource",
    "PITCH",
    "PitchScale",
    "SOURCE",
    "SYNTHESIS",
    "Synthesis",
    "TONAL",
    "TONES",
    "TonalAnalysis",
    "ToneScale",
    "around_tones",
    "autocorrelation_basis",
    "bent",
    "decimator",
    "dispersion",
    "expected_log_pitch",
    "expected_power",
    "features",
    "frames_of",
    "gain",
    "istft",
    "limited",
    "mel_filters",
    "neighbours",
    "oscillator",
    "overlapped",
    "overlapping",
    "peaks_of",
    "phases",
    "pitch_centres",
    "power_of",
    "pulse",
    "refined",
    "refinement_window",
    "sound_of",
    "source_frames",
    "source_spectrum",
    "spread",
    "stft",
    "synthesise",
    "tonal_basis",
    "tonal_contrast",
    "tonal_features",
    "tone_amplitudes",
    "tone_bank",
    "tone_places",
    "tone_spectrum",
    "tone_steps",
    "tone_targets",
    "tones_span",
    "unit",
    "with_tones",
]
