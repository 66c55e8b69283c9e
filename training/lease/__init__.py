"""Training on a borrowed GPU: what is prepared here, the calls that are made, and what runs there. See ../README.md."""
