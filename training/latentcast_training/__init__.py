"""Training of Latentcast's codec model: data, network, losses, trainer, export and evaluation."""
