"""What only lesson 03, normalize_the_loss, needs."""

from nls_tutorial.lessons.l03_normalize_the_loss.scenes import normalized_losses, rate_sweep, stops_along_training

__all__ = ["normalized_losses", "rate_sweep", "stops_along_training"]
