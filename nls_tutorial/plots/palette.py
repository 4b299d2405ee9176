"""One palette for every screen: chosen to be told apart in light, in dark, and by colour-blind readers.

The hues follow Okabe and Ito, "Color Universal Design" (2008), darkened for white paper and lightened for dark pages
until each stands out from its ground by at least 3 to 1, the ratio that WCAG 2.2 (criterion 1.4.11) asks of graphics.
"""

from nls_tutorial.records.scene import Colour, Marker

PALETTE: dict[str, dict[str, str]] = {
    "light": {
        "ground": "#ffffff",
        "ink": "#1c2128",
        "muted": "#667079",
        "grid": "#e3e7eb",
        "blue": "#0067a8",
        "orange": "#c75a00",
        "green": "#00805c",
        "red": "#b8273c",
        "purple": "#8a4597",
        "sky": "#3285b8",
    },
    "dark": {
        "ground": "#15191f",
        "ink": "#e8ebef",
        "muted": "#98a2ad",
        "grid": "#2d343d",
        "blue": "#58b0f0",
        "orange": "#f3a04b",
        "green": "#4ecb7f",
        "red": "#ff7f86",
        "purple": "#cf9be0",
        "sky": "#9bd3f5",
    },
}

# A class is told by its colour and by its marker, never by colour alone.
SERIES: tuple[tuple[Colour, Marker], ...] = (
    ("blue", "circle"),
    ("orange", "triangle"),
    ("green", "square"),
    ("purple", "diamond"),
    ("red", "cross"),
)
