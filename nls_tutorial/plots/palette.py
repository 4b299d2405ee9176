"""One palette for every screen: chosen to be told apart in light, in dark, and by color-blind readers.

The hues follow Okabe and Ito, "Color Universal Design" (2008), darkened for white paper and lightened for dark pages
until each stands out from its ground by at least 3 to 1, the ratio that WCAG 2.2 (criterion 1.4.11) asks of graphics,
and those that write words by 4.5 to 1. Within that they were moved apart, as little as would do, until any two of the
six differ by 0.08 in OKLab for readers without red, green or blue cones too: four times what can just be told.
"""

from nls_tutorial.records.marks import Color, Marker

PALETTE: dict[str, dict[str, str]] = {
    "light": {
        "ground": "#ffffff",
        "ink": "#1c2128",
        "muted": "#667079",
        "grid": "#e3e7eb",
        "blue": "#0066ae",
        "orange": "#b95d08",
        "green": "#165c22",
        "red": "#ad2048",
        "purple": "#893f83",
        "sky": "#3188b4",
    },
    "dark": {
        "ground": "#15191f",
        "ink": "#e8ebef",
        "muted": "#98a2ad",
        "grid": "#2d343d",
        "blue": "#4baef4",
        "orange": "#faa94a",
        "green": "#b6ffb9",
        "red": "#fb737d",
        "purple": "#ae71b0",
        "sky": "#9cd2f2",
    },
}

# A class is told by its color and by its marker, never by color alone.
SERIES: tuple[tuple[Color, Marker], ...] = (
    ("blue", "circle"),
    ("orange", "triangle"),
    ("green", "square"),
    ("purple", "diamond"),
    ("red", "cross"),
)
