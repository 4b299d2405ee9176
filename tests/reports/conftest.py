"""Reports in tests draw fewer calibrated networks for their floor; and a small folder of pictures by class."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nls_tutorial.reports import scores


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "DRAWS", 20)


@pytest.fixture
def picture_folder(tmp_path: Path) -> Path:
    """Three classes of twelve pictures of 12×12: dark, middle and light, of six people in all."""
    random = np.random.default_rng(0)
    home = tmp_path / "Meine Bilder ü"
    for k, name in enumerate(("dark", "light", "middle")):
        (home / name).mkdir(parents=True)
        for number in range(12):
            rows = (40 + 80 * k + random.normal(0, 25, (12, 12, 3))).clip(0, 255).astype(np.uint8)
            Image.fromarray(rows).save(home / name / f"p{number // 2}_{number}.png")
    return home
