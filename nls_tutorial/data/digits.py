"""Real handwritten digits, 8×8, that come with scikit-learn."""

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.data.noise import noisy_labels
from nls_tutorial.data.scikit_files import scikit_file
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.records import Images, Splits

CLASS_NAMES = tuple(str(digit) for digit in range(10))
INK = 16.0  # the largest value of a pixel: a count over 4×4 black or white pixels
TEST = 600


def digits(
    *,
    train: int | None = None,
    calibration: int = 400,
    test: int | None = None,
    label_noise: float = 0.0,
    seed: int = 0,
) -> Splits:
    r"""1,797 handwritten digits in three disjoint parts, with wrong training labels on request.

    `train`, `calibration` and `test` are numbers of pictures; `test` is 600 and `train` all the rest unless given.
    The parts are stratified by class. With one seed the test and calibration pictures stay the same when only `train`
    changes, and fewer training pictures are the first of more. `label_noise` is the share of training labels that
    are replaced by another class, uniformly drawn: exactly round(label_noise · train) of them. The training part keeps
    its `clean_labels`; the labels of the other two parts are never touched.

    Images (N, 1, 8, 8) float32 in [0, 1], labels int64. Nothing is downloaded. Raises ValueError or TypeError for
    sizes that ask for more than 1,797, for an empty training or test part, and for label_noise outside [0, 1].

    Source: E. Alpaydin and C. Kaynak (1998), as shipped by scikit-learn; data/digits.md says more.
    First met in notebooks/01_look_at_the_last_layer.
    """
    rows = np.loadtxt(scikit_file("data/digits.csv.gz"), delimiter=",", dtype=np.int64)  # 64 pixels and the class
    images = torch.as_tensor(rows[:, :-1], dtype=torch.float32, device="cpu").reshape(-1, 1, 8, 8) / INK
    labels = torch.as_tensor(rows[:, -1].copy(), device="cpu")
    count = len(labels)

    test = TEST if test is None else checks.whole("test", test, 1, "Without a test part nothing can be reported.")
    calibration = checks.whole("calibration", calibration, 0, "Use 0 for no calibration part.")
    if train is None:
        train = max(count - test - calibration, 1)
    checks.whole("train", train, 1, "Without a training part nothing can be learned.")
    parts = disjoint_indices(count, {"test": test, "calibration": calibration, "train": train}, seed, labels=labels)

    def part(split: str) -> Images:
        taken = parts[split]
        return Images(images[taken], labels[taken], CLASS_NAMES, split)

    clean = part("train")
    noisy = noisy_labels(
        clean.labels,
        len(CLASS_NAMES),
        checks.fraction("label_noise", label_noise, "Give the share of wrong labels, 0.2 for one in five."),
        seed=seed,
    )
    learned = Images(clean.images, noisy, CLASS_NAMES, "train", clean_labels=clean.labels)
    return Splits(learned, part("calibration"), part("test"))
