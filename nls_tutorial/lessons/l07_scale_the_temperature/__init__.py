"""What only lesson 07, scale_the_temperature, needs."""

from nls_tutorial.lessons.l07_scale_the_temperature.scenes import labels_softened, temperature, two_samples
from nls_tutorial.lessons.l07_scale_the_temperature.study import beside_table_3, human_label_runs, human_vs_one_hot

__all__ = [
    "beside_table_3",
    "human_label_runs",
    "human_vs_one_hot",
    "labels_softened",
    "temperature",
    "two_samples",
]
