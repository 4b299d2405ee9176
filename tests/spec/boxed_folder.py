"""A folder of small JPEGs with XML boxes, laid out as ImageNet's, whatever number of them is wanted."""

from pathlib import Path

import numpy as np
from PIL import Image

NAMES = ("n00000001", "n00000002", "n00000003")


def write(home: Path, each: int, *, width: int = 40, height: int = 30, names: tuple[str, ...] = NAMES) -> None:
    """`each` pictures a class: a noisy ground with a square of the class's color, whose box the XML tells."""
    chance = np.random.default_rng(0)
    for k, name in enumerate(names):
        for part in ("images", "boxes"):
            (home / part / name).mkdir(parents=True, exist_ok=True)
        for number in range(each):
            x1, y1 = int(chance.integers(0, width // 2)), int(chance.integers(0, height // 2))
            x2, y2 = x1 + width // 3, y1 + height // 2
            rows = chance.integers(90, 160, (height, width, 3), dtype=np.uint8)
            rows[y1:y2, x1:x2] = 20
            rows[y1:y2, x1:x2, k % 3] = 235
            Image.fromarray(rows).save(home / "images" / name / f"{name}_{number}.JPEG", quality=90)
            corners = f"<xmin>{x1}</xmin><ymin>{y1}</ymin><xmax>{x2}</xmax><ymax>{y2}</ymax>"
            text = (
                f"<annotation><size><width>{width}</width><height>{height}</height></size>"
                f"<object><name>{name}</name><bndbox>{corners}</bndbox></object></annotation>"
            )
            (home / "boxes" / name / f"{name}_{number}.xml").write_text(text, encoding="utf-8")
