"""The grid of samples, hops and latent frames that everything is computed on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """Spectra of `nfft` samples every `hop`; `fold` of them make a latent frame."""

    sample_rate: int = 44100
    nfft: int = 2048
    hop: int = 512
    fold: int = 4
    overlap_power: float = 1.5  # sum of the squared Hann windows that overlap at any sample

    @property
    def frame(self) -> int:
        """Samples of a latent frame."""
        return self.hop * self.fold

    @property
    def bins(self) -> int:
        return self.nfft // 2 + 1

    @property
    def margin(self) -> int:
        """Samples that a spectral frame reaches over its hop on either side."""
        return (self.nfft - self.hop) // 2

    @property
    def window_power(self) -> float:
        """Sum of the squared Hann window: the power that white noise of unit variance has in each bin."""
        return self.nfft * 3 / 8


GRID = Grid()
