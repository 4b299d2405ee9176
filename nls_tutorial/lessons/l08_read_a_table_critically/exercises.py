"""Exercises of lesson 08, read_a_table_critically: an impossible row, GRIM, how many images, the last batch.

Figures are per cent as printed, shares lie in [0, 1], counts are whole.
"""

import math

from nls_tutorial.exercises.define import WrongAnswer, exercise

_ROWS = [
    (90.31, 78.38, 83.5),
    (83.17, 81.72, 86.39),
    (93.17, 81.72, 86.39),
    (90.0, 80.0, 85.0),
    (89.51, 59.17, 60.8),
    (70.0, 90.0, 82.5),
    (70.0, 80.0, 76.0),
    (50.0, 50.0, 50.0),
    (60.0, 60.0, 50.0),
]


@exercise(
    "08.1",
    title="The impossible row",
    stars=1,
    prompt=(
        "Precision, recall and F1 of a row are averages over classes with the same weights. Say whether the row is "
        "impossible: True or False. Take the figures as exact."
    ),
    hints=(
        "Which mean can F1 never exceed, for one class? What happens to that when you average over classes?",
        "F1 is the harmonic mean within each class, so it is at most the arithmetic mean; averages keep that.",
        "Compare F1 with half the sum of the other two. Equality is possible: where P = R in every class.",
    ),
    cases=_ROWS,
    wrong=[
        WrongAnswer(
            lambda precision, recall, f1: f1 > max(precision, recall),
            "F1 below the larger of the two is not enough: it must not exceed their mean.",
        ),
        WrongAnswer(
            lambda precision, recall, f1: f1 > 2 * precision * recall / (precision + recall),
            "You compared with the harmonic mean of the averages. For one class F1 equals it, but averaged over "
            "classes F1 may lie above; only the arithmetic mean is a bound.",
        ),
        WrongAnswer(
            lambda precision, recall, f1: f1 >= (precision + recall) / 2,
            "Equality is possible: where precision and recall are the same in every class.",
        ),
        WrongAnswer(
            lambda precision, recall, f1: f1 <= (precision + recall) / 2,
            "That says which rows are possible; the impossible ones are asked for.",
        ),
        WrongAnswer(
            lambda precision, recall, f1: f1 < min(precision, recall),
            "An averaged F1 may lie below both: some classes may be good in precision and others in recall. Look for "
            "an F1 that is too *large*.",
        ),
        WrongAnswer(
            lambda precision, recall, f1: not min(precision, recall) <= f1 <= (precision + recall) / 2,
            "The upper bound is right, but there is no lower one: an averaged F1 may lie below both precision and "
            "recall, as 50 below 60 and 60.",
        ),
    ],
    remark="The bound has no lower twin: an averaged F1 may lie below both precision and recall.",
)
def impossible(precision: float, recall: float, f1: float) -> bool:
    """True where no predictions can give these averages, for figures in per cent."""
    # F1 ≤ (P + R)/2
    return f1 > (precision + recall) / 2


def _rounded(printed: float, samples: int) -> bool:
    return any(math.isclose(round(100 * k / samples, 2), printed) for k in range(samples + 1))


def _cut(printed: float, samples: int) -> bool:
    return any(math.isclose(math.floor(10000 * k / samples) / 100, printed) for k in range(samples + 1))


@exercise(
    "08.2",
    title="GRIM",
    stars=2,
    prompt=(
        "An accuracy is printed with two decimals, such as 80.35. Can it have come from `samples` test images? Some "
        "authors round to two decimals, others cut off the rest: accept either."
    ),
    hints=(
        "Try every possible number of right images, from 0 to N.",
        "For each k, look at 100·k/N twice: rounded to two decimals, and cut after two decimals.",
        "`round(x, 2)` rounds; `math.floor(100 * x) / 100` cuts. Compare each with the printed figure.",
    ),
    cases=[
        (80.35, 224),
        (80.36, 224),
        (80.35, 200),
        (80.34, 224),
        (66.66, 3),
        (66.67, 3),
        (66.68, 3),
        (33.34, 3),
        (75.0, 224),
        (14.28, 7),
        (50.0, 7),
        (100.0, 13),
    ],
    wrong=[
        WrongAnswer(_rounded, "You round only. Some authors cut: 180 of 224 is 80.357 and may be printed as 80.35."),
        WrongAnswer(_cut, "You cut only. Some authors round: 180 of 224 is 80.357 and may be printed as 80.36."),
        WrongAnswer(
            lambda printed, samples: (printed * samples / 100).is_integer(),
            "You ask for figure × N to be whole to the last digit. The printed figure was shortened, so it seldom is.",
        ),
        WrongAnswer(
            lambda printed, samples: any(abs(100 * k / samples - printed) < 0.01 for k in range(samples + 1)),
            "You allow 0.01 on both sides. Rounding allows 0.005 either way, cutting 0.01 one way: 33.333 is never "
            "printed as 33.34.",
        ),
        WrongAnswer(
            lambda printed, samples: any(abs(100 * k / samples - printed) < 0.5 for k in range(samples + 1)),
            "You are far too kind: with two decimals the figure is known to a hundredth of a point.",
        ),
    ],
    remark="With 10,000 images and two decimals every figure passes: GRIM is a test for small numbers of samples.",
)
def could_be(printed: float, samples: int) -> bool:
    """True where some whole number of `samples` images, as a percentage, rounds or is cut to `printed`."""
    shares = [100 * k / samples for k in range(samples + 1)]
    # round(x) = figure, or ⌊x⌋ = figure, to two decimals
    return any(
        abs(round(x, 2) - printed) < 1e-9 or abs(math.floor(100 * x + 1e-9) / 100 - printed) < 1e-9 for x in shares
    )


def _variances(first: float, second: float) -> float:
    return first * (1 - first) + second * (1 - second)


@exercise(
    "08.3",
    title="How many images?",
    stars=2,
    prompt=(
        "Two networks have accuracies of 80 and 81 per cent, each on N test images of its own. What is the smallest N "
        "for which the difference is at least 1.96 standard errors? Write it for any two shares."
    ),
    hints=(
        "The variance of a difference is the sum of the two variances: (a(1 − a) + b(1 − b))/N.",
        "Set |a − b| = 1.96·SE, square both sides and solve for N.",
        "N is (1.96/(a − b))² times a(1 − a) + b(1 − b), rounded up: `math.ceil`.",
    ),
    cases=[(0.80, 0.81), (0.7812, 0.8080), (0.9323, 0.9415), (0.5, 0.6), (0.90, 0.80)],
    wrong=[
        WrongAnswer(
            lambda first, second: math.ceil(1.96**2 * first * (1 - first) / (first - second) ** 2),
            "You took the error of one network only; both accuracies vary.",
        ),
        WrongAnswer(
            lambda first, second: math.ceil(_variances(first, second) / (first - second) ** 2),
            "That is the N for one standard error; 1.96 of them are asked for.",
        ),
        WrongAnswer(
            lambda first, second: math.ceil(
                1.96**2 * 2 * (first + second) / 2 * (1 - (first + second) / 2) / (first - second) ** 2
            ),
            "You pooled the two shares into one. That is the error if both networks were equally good; here each has "
            "its own variance.",
        ),
        WrongAnswer(
            lambda first, second: math.ceil(1.96 * _variances(first, second) / (first - second) ** 2),
            "The 1.96 must be squared, too.",
        ),
        WrongAnswer(
            lambda first, second: math.ceil(
                (1.96 * (math.sqrt(first * (1 - first)) + math.sqrt(second * (1 - second))) / (first - second)) ** 2
            ),
            "You added the standard errors. Variances add: sum those, then take the root.",
        ),
        WrongAnswer(
            lambda first, second: math.ceil(1.96**2 * _variances(first, second) / abs(first - second)),
            "The difference must be squared: half the difference needs four times the images.",
        ),
    ],
    remark="12,059 images for one point: more than the test set of CIFAR-10. On the same images a paired test may need "
    "fewer.",
)
def images_needed(first: float, second: float) -> int:
    """The smallest N for which two different shares are at least 1.96 unpaired standard errors apart."""
    # |a − b| ≥ 1.96·√((a(1 − a) + b(1 − b))/N)
    return math.ceil((1.96 / (first - second)) ** 2 * (first * (1 - first) + second * (1 - second)))


def _solve(total: float, mean: float, batches: int, batch: int, last: int) -> int:
    """c from mean·batches = (total − c)/batch + c/last."""
    return round((batches * mean - total / batch) / (1 / last - 1 / batch))


def _parts(samples: int, batch: int) -> tuple[int, int]:
    return samples // batch, samples % batch


def _takes_accuracy(accuracy: float, recall: float, samples: int, batch: int) -> int:
    _, last = _parts(samples, batch)
    return round(accuracy / 100 * last)


def _takes_recall(accuracy: float, recall: float, samples: int, batch: int) -> int:
    _, last = _parts(samples, batch)
    return round(recall / 100 * last)


def _weighs_by_size(accuracy: float, recall: float, samples: int, batch: int) -> int:
    return round((recall - accuracy) / 100 * samples)


def _cuts_k(accuracy: float, recall: float, samples: int, batch: int) -> int:
    full, last = _parts(samples, batch)
    return _solve(int(accuracy / 100 * samples), recall / 100, full + 1, batch, last)


def _one_batch_less(accuracy: float, recall: float, samples: int, batch: int) -> int:
    full, last = _parts(samples, batch)
    return _solve(round(accuracy / 100 * samples), recall / 100, full, batch, last)


def _fraction_of_batches(accuracy: float, recall: float, samples: int, batch: int) -> int:
    _, last = _parts(samples, batch)
    return round((samples / batch * recall / 100 - round(accuracy / 100 * samples) / batch) / (1 / last - 1 / batch))


def _not_whole(accuracy: float, recall: float, samples: int, batch: int) -> float:
    full, last = _parts(samples, batch)
    return ((full + 1) * recall / 100 - accuracy / 100 * samples / batch) / (1 / last - 1 / batch)


@exercise(
    "08.4",
    title="What the last batch did",
    stars=3,
    prompt=(
        "An accuracy is k right answers of N. The recall beside it is the plain mean of the recalls of all batches; "
        "the last batch is smaller than the others. How many images of the last batch were right? Both figures "
        "are in per cent, shortened to two decimals; answer with a whole number."
    ),
    hints=(
        "Weighted recall of a batch is the share of its images that are right. First find k, a whole number.",
        "With q full batches and c right in the last one, of r images: (q + 1)·recall = (k − c)/batch + c/r.",
        "Solve it for c, which stands in front of 1/r − 1/batch, and round at the very end.",
    ),
    cases=[
        (78.12, 78.38, 224, 100),
        (75.00, 59.17, 224, 100),
        (85.71, 88.27, 224, 100),
        (74.55, 69.38, 224, 100),
        (90.00, 86.66, 50, 20),
        (50.00, 50.00, 30, 20),
        (80.00, 75.00, 35, 10),
        (82.85, 82.50, 35, 10),  # 29 of 35, cut: 28.9975
    ],
    tolerance=1e-3,
    wrong=[
        WrongAnswer(
            _takes_accuracy,
            "You gave the last batch the accuracy of the whole set. The recall tells how it differs.",
        ),
        WrongAnswer(
            _takes_recall,
            "You gave the last batch the printed recall, which is a mean over all batches.",
        ),
        WrongAnswer(
            _weighs_by_size,
            "You weighted the batches by their size; then recall would be the accuracy. A plain mean counts them all "
            "alike.",
        ),
        WrongAnswer(
            _cuts_k,
            "You cut k off with int(): the accuracy is shortened, so 29 of 35 comes back as 28.9975. Round it.",
        ),
        WrongAnswer(
            _one_batch_less,
            "You divided by the number of full batches; the last one counts, too.",
        ),
        WrongAnswer(
            _fraction_of_batches,
            "You counted the last batch as a part of one. A plain mean counts it as a whole batch.",
        ),
        WrongAnswer(
            _not_whole,
            "Nearly: images are whole. Round k before you use it, and the answer at the end.",
        ),
    ],
    remark="That it comes out nearly whole, row after row, is the proof: by luck it would not.",
)
def right_in_last_batch(accuracy: float, recall: float, samples: int, batch: int) -> int:
    """The number of right images in the last, smaller batch, for figures in per cent; `batch` does not divide N."""
    full, last = samples // batch, samples % batch
    right = round(accuracy / 100 * samples)
    # (q + 1)·recall = (k − c)/b + c/r
    return round(((full + 1) * recall / 100 - right / batch) / (1 / last - 1 / batch))
