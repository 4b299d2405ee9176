"""A folder for readers without one: real digits as files by class, with the faults that real folders have."""

from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.data import digits, image_folder
from nls_tutorial.extras import needs

BROKEN, AGAIN, STRAY = "3/broken.png", "7/copy.png", "9/stray.png"


def stand_in(folder: str | Path, *, each: int = 100) -> Path:
    """Write `each` digits of every class into folder/0 … folder/9 as PNG files, and give the folder back.

    Three files are wrong on purpose: one cannot be read, one is a copy within its class, one is a four that lies among
    the nines, too. `each` is 5 … 170. Raises ValueError for another number, and for a folder that holds something.
    First met in notebooks/21_bring_your_own_data.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     sorted(place.name for place in (stand_in(home, each=5) / "9").iterdir())
    ['000.png', '001.png', '002.png', '003.png', '004.png', 'stray.png']
    """
    each = checks.whole("each", each, 5, "Use 100.", high=170)
    home = Path(folder)
    if home.exists() and any(home.iterdir()):
        checks.refuse("folder", "must be empty", f"{str(home)!r}, which holds files", "Name a new one.")
    with needs("data"):
        from PIL import Image
    parts = digits(train=797, seed=0)
    for label in range(10):
        (home / str(label)).mkdir(parents=True)
        pictures = [part.images[part.labels == label] for part in (parts.train, parts.calibration, parts.test)]
        rows = [row for own in pictures for row in own][:each]
        for number, picture in enumerate(rows):
            grey = (picture[0] * 255).round().byte().numpy()
            Image.fromarray(grey).save(home / str(label) / f"{number:03}.png")
    (home / BROKEN).write_bytes((home / "3" / "000.png").read_bytes()[:40])
    (home / AGAIN).write_bytes((home / "7" / "000.png").read_bytes())
    (home / STRAY).write_bytes((home / "4" / "000.png").read_bytes())
    return home


def what_stops_the_reading(folder: str | Path) -> dict[str, int]:
    """For each of the three faults of a stand-in, 1 where the reader of folders names it and stops, else 0.

    First met in notebooks/21_bring_your_own_data.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     what_stops_the_reading(stand_in(home, each=5))
    {'cut off': 1, 'copy': 0, 'four': 1}
    """
    told = ""
    try:
        image_folder(folder, size=(8, 8))
    except ValueError as error:
        told = str(error)
    files = {"cut off": BROKEN, "copy": AGAIN, "four": STRAY}
    return {name: int(Path(file).name in told) for name, file in files.items()}
