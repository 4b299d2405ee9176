"""What the tests of lesson 19's studies share: a folder of photographs, and what ships."""

from pathlib import Path

import numpy as np
from spec.voc_by_hand import pair

from nls_tutorial import studies


def is_whole(study: studies.Study, arms: int, seeds: int) -> None:
    """What ships of a study has all its cells, and torchmetrics and we count alike."""
    stored = studies.bundled(study.name)
    assert stored.missing == ()
    assert set(stored.arms) <= set(study.arms)
    assert stored.version == study.version
    assert (len(stored.arms), len(stored.seeds)) >= (arms, seeds)
    for arm in stored.arms:
        assert np.isnan(stored.scores(arm, "accuracy")).all() == arm.startswith("from scratch")
        np.testing.assert_allclose(
            stored.scores(arm, "AP50"), stored.scores(arm, "AP50 above")[:, 0], atol=5e-3
        )  # torchmetrics' and ours
        kept = stored.array(arm, "scores", stored.seeds[0])
        assert len(kept) == stored.scores(arm, "boxes")[0, 0]


def photographs(home: Path) -> Path:
    """Six training and four test photographs of two classes, and in each part one of two objects."""
    for part, count in (("train", 6), ("test", 4)):
        for number in range(count):
            name = ("ace", "king")[number % 2]
            pair(home / part, f"{number}", [(name, (4, 2, 20 + number, 12))], ending=".jpg")
        pair(home / part, "two", [("ace", (0, 0, 5, 5)), ("king", (10, 5, 30, 15))])
    return home
