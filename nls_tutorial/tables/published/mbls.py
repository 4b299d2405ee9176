"""Liu, Ben Ayed, Galdran, Dolz 2022, The Devil is in the Margin: the CVPR poster's tables.

The poster's columns are the losses; here they are the rows. "MbLS m = 0" is its "Ours (m=0)", "MbLS" its "Ours".
"""

from nls_tutorial.records import PublishedTable

PAPER = "Liu, Ben Ayed, Galdran, Dolz 2022 (MbLS), CVPR poster"
MBLS_SETTINGS = ("Tiny-ImageNet R-50", "Tiny-ImageNet R-101", "CIFAR-10 R-50", "CIFAR-10 R-101")


def _by_setting(**losses: str) -> dict[str, dict[str, str]]:
    """Figures of each loss, as they stand in the columns of the poster."""
    names = {"m0": "MbLS m = 0"}
    return {names.get(loss, loss): dict(zip(MBLS_SETTINGS, row.split(), strict=True)) for loss, row in losses.items()}


MBLS_ECE = PublishedTable(
    PAPER,
    "first table, ECE",
    "per cent",
    _by_setting(
        CE="3.73 4.97 5.85 5.74",
        ECP="4.00 4.68 3.01 5.41",
        LS="3.17 2.20 2.79 3.56",
        FL="2.96 2.55 3.90 4.60",
        FLSD="2.91 4.92 3.84 4.58",
        m0="2.50 1.89 3.72 3.07",
        MbLS="1.64 1.62 1.16 1.38",
    ),
)

MBLS_AECE = PublishedTable(
    PAPER,
    "first table, AECE",
    "per cent",
    _by_setting(
        CE="3.69 4.97 5.84 5.73",
        ECP="3.92 4.66 2.99 5.40",
        LS="3.16 2.21 3.85 4.68",
        FL="3.12 2.44 3.86 4.58",
        FLSD="2.95 4.91 3.60 4.57",
        m0="2.58 1.95 4.29 3.97",
        MbLS="1.73 1.63 3.1… 3.2…",
    ),
    note="the source breaks off after one decimal in two places",
    cut=(("MbLS", "CIFAR-10 R-50"), ("MbLS", "CIFAR-10 R-101")),
)

MBLS_ACCURACY = PublishedTable(
    PAPER,
    "first table, accuracy",
    "per cent",
    _by_setting(
        CE="65.02 65.62 93.20 93.33",
        ECP="64.98 65.69 94.75 93.35",
        LS="65.78 65.87 94.87 93.23",
        FL="63.09 62.97 94.82 92.42",
        FLSD="64.09 62.96 94.77 92.38",
        m0="65.15 65.72 94.76 95.36",
        MbLS="64.74 65.81 95.25 95.13",
    ),
    note="the source runs digits of neighbouring columns into each other; the table's own differences confirm them",
)

MBLS_ACCURACY_GAIN = PublishedTable(
    PAPER,
    "first table, Δ of the accuracy",
    "points",
    _by_setting(m0="-0.63 -0.15 -0.49 +0.23", MbLS="-1.04 -0.06 +0.38 -0.23"),
    note="against the best of the other methods",
)

MBLS_CUB = PublishedTable(
    PAPER,
    "table CUB-200-2011",
    "per cent",
    {
        "CE": {"accuracy": "73.09", "ECE": "6.75"},
        "ECP": {"accuracy": "73.51", "ECE": "5.55"},
        "LS": {"accuracy": "74.51", "ECE": "5.16"},
        "FL": {"accuracy": "72.87", "ECE": "8.41"},
        "MbLS": {"accuracy": "74.56", "ECE": "2.78"},
    },
)
