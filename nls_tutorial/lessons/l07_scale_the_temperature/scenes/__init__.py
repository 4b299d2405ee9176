"""The scenes of lesson 07."""

from nls_tutorial.lessons.l07_scale_the_temperature.scenes.people import labels_softened
from nls_tutorial.lessons.l07_scale_the_temperature.scenes.temperature import temperature, two_samples

__all__ = ["labels_softened", "temperature", "two_samples"]
