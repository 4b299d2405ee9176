"""What only lesson 07, scale_the_temperature, needs."""

from nls_tutorial.lessons.l07_scale_the_temperature.scenes import labels_softened, temperature, two_samples

__all__ = ["labels_softened", "temperature", "two_samples"]
