"""Müller, Kornblith, Hinton 2019, When Does Label Smoothing Help?: Table 3, as the reading notes have it."""

from typing import NamedTuple

from nls_tutorial.records import PublishedTable

PAPER = "Müller, Kornblith, Hinton 2019 (WDLSH), arXiv 1906.02629"


class CalibrationErrors(NamedTuple):
    """One row of WDLSH Table 3: ECE in shares as printed, the temperature, and α (our ε).

    First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.tables import WDLSH_TABLE_3
    >>> row = WDLSH_TABLE_3["CIFAR-100, ResNet-56"]
    >>> isinstance(row, CalibrationErrors), row.hard, row.tempered
    (True, '0.150', '0.021')
    """

    hard: str
    tempered: str
    temperature: str
    smoothed: str
    alpha: str


WDLSH_TABLE_3 = PublishedTable(
    PAPER,
    "Table 3",
    "shares",
    {
        "CIFAR-100, ResNet-56": CalibrationErrors("0.150", "0.021", "1.9", "0.024", "0.05"),
        "ImageNet, Inception-v4": CalibrationErrors("0.071", "0.022", "1.4", "0.035", "0.1"),
        "EN-DE, Transformer": CalibrationErrors("0.056", "0.018", "1.13", "0.019", "0.1"),
    },
    note="expected calibration error of hard labels, after temperature scaling, and with label smoothing",
)
