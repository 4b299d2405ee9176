"""Generated birds of many kinds that differ in small parts: a fine-grained set that needs no download."""

import colorsys

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.seeds import SEEDS, generator
from nls_tutorial.records import Images, Splits

TONES = {"black": (0.08, 0.08, 0.1), "white": (0.95, 0.95, 0.92), "red": (0.85, 0.15, 0.12), "yellow": (0.95, 0.8, 0.1)}
PARTS = ("cap", "bar", "tail")  # on the head, on the wing, and behind; each in one of the tones
KINDS = len(TONES) ** len(PARTS)
COMMON = (0.55, 0.45, 0.35)  # the brown that bodies share when all kinds are alike
PLACES = {  # center x, y and half axes of each ellipse, a bird of radius 1 that looks to the right
    "tail": (-0.66, 0.06, 0.24, 0.11),
    "body": (0.0, 0.12, 0.56, 0.36),
    "head": (0.46, -0.26, 0.25, 0.25),
    "cap": (0.45, -0.38, 0.2, 0.13),
    "beak": (0.76, -0.24, 0.14, 0.06),
    "bar": (-0.06, 0.1, 0.3, 0.09),
}
DRAWS = 14  # random numbers of a picture, beside its grain
GRAIN = 0.06
CHUNK = 2**18  # pixels painted at a time


def birds(
    *,
    classes: int = 40,
    likeness: float = 1.0,
    train: int = 800,
    calibration: int = 0,
    test: int = 1000,
    size: int = 24,
    seed: int = 0,
) -> Splits:
    r"""Generated birds: every kind has a cap, a wing bar and a tail of its own tones, and more or less the body of all.

    A kind is one of the 4³ = 64 ways to give three small parts one of four tones. Its body has the color
    $(1 - \ell)\,\text{own} + \ell\,\text{common}$ for ℓ = `likeness`: at 0 a body tells the kind, at 1 only the small
    parts do. A leaf hides a part in some pictures, so no network can be right about all.

    Args:
        classes: K kinds, 2 to 64. The first kinds are the same for every K.
        likeness: ℓ in [0, 1].
        train, calibration, test: pictures of each part, at least K (calibration: or 0), the kinds as alike in number
            as can be.
        size: pixels a side, 16 to 1,024.
        seed: a whole number from 0 on.

    Returns three disjoint parts: images (N, 3, size, size) float32 in [0, 1] in random order. With one seed the j-th
    picture has the same pose, light and leaf for every likeness. Raises ValueError or TypeError for what lies outside
    these ranges. First met in notebooks/14_train_on_cifar10.

    >>> splits = birds(classes=10, train=20, test=10, size=16)
    >>> splits.train.images.shape, splits.train.class_names[0]
    (torch.Size([20, 3, 16, 16]), 'red cap, red bar, yellow tail')
    """
    checks.whole("classes", classes, 2, f"There are {KINDS} kinds.", high=KINDS)
    checks.fraction("likeness", likeness)
    counts = {"train": train, "calibration": calibration, "test": test}
    for part, count in counts.items():
        some = checks.whole(part, count, 0, "Each kind needs a picture.", high=2**24)
        if part != "calibration" or some > 0:
            checks.whole(part, some, classes, "Each kind needs a picture.")
    checks.whole("size", size, 16, "Smaller pictures cannot show a wing bar.", high=2**10)
    checks.whole("seed", seed, 0, "Count seeds from 0.", high=SEEDS - 1)
    with checks.own_defaults():
        kinds = _kinds()[:classes]
        names = tuple(_name(kind) for kind in kinds.tolist())
        streams = {part: generator(seed, f"scenes: {part}") for part in counts}  # type: ignore[arg-type]
        parts = [_part(counts[part], kinds, likeness, size, streams[part]) for part in counts]
        return Splits(
            *(Images(images, labels, names, part) for part, (images, labels) in zip(counts, parts, strict=True))
        )


def _kinds() -> Int64[Tensor, "64 3"]:
    """The tones of cap, bar and tail of every kind, in an order that never changes."""
    tones = torch.arange(len(TONES))
    every = torch.cartesian_prod(tones, tones, tones)
    return every[torch.randperm(KINDS, generator=torch.Generator().manual_seed(14))]


def _name(kind: list[int]) -> str:
    names = tuple(TONES)
    return ", ".join(f"{names[tone]} {part}" for tone, part in zip(kind, PARTS, strict=True))


def own_colors(count: int) -> Float[Tensor, "K 3"]:
    """The body colors of kinds that are nothing alike: hues in golden steps, two levels of light."""
    rows = [colorsys.hsv_to_rgb((0.618034 * k) % 1.0, 0.75, (0.9, 0.55)[k % 2]) for k in range(count)]
    return torch.tensor(rows, dtype=torch.float32)


def _part(
    count: int, kinds: Tensor, likeness: float, size: int, draws: torch.Generator
) -> tuple[Float[Tensor, "N 3 S S"], Int64[Tensor, "N"]]:
    labels = torch.arange(count) % len(kinds)
    labels = labels[torch.randperm(count, generator=draws)]
    chance = torch.rand(count, DRAWS, generator=draws)
    # body = (1 − ℓ)·own + ℓ·common
    body = (1 - likeness) * own_colors(len(kinds)) + likeness * torch.tensor(COMMON)
    step = max(CHUNK // size**2, 1)
    painted = [
        paint(kinds[labels[rows]], body[labels[rows]], chance[rows], size)
        for rows in (slice(start, start + step) for start in range(0, count, step))
    ]
    images = torch.cat(painted) if painted else torch.empty(0, 3, size, size)
    grain = torch.randn(images.shape, generator=draws)
    return (images + GRAIN * grain).clamp(0, 1), labels


def paint(kinds: Tensor, bodies: Tensor, chance: Tensor, size: int) -> Float[Tensor, "B 3 S S"]:
    """Birds of these kinds (B, 3) and body colors (B, 3), as the random numbers (B, 14) in [0, 1) have them."""
    x, y, tilt = _places(chance, size)
    picture = _ground(chance, size)
    tones = torch.tensor(list(TONES.values()))
    colors = {"body": bodies, "head": bodies, "beak": torch.tensor((0.9, 0.6, 0.2)).expand_as(bodies)}
    colors |= {part: tones[kinds[:, place]] for place, part in enumerate(PARTS)}
    light = (0.75 + 0.5 * chance[:, 5])[:, None]
    for part, (left, top, wide, high) in PLACES.items():
        picture = _over(picture, (light * colors[part]).clamp(0, 1), (x - left) / wide, (y - top) / high, wide * tilt)
    return _leaf(picture, chance, x, y, tilt)


def _places(chance: Tensor, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Where the pixels lie on a bird that was turned, moved, scaled and mirrored; and its size in pixels."""
    line = (torch.arange(size) + 0.5) / size * 2 - 1
    radius = 0.65 + 0.25 * chance[:, 0]
    turn = 0.7 * (chance[:, 1] - 0.5)
    across, down = (0.3 * (chance[:, place] - 0.5) for place in (2, 3))
    u = (line[None, None, :] - across[:, None, None]) / radius[:, None, None]
    v = (line[None, :, None] - down[:, None, None]) / radius[:, None, None]
    cosine, sine = turn.cos()[:, None, None], turn.sin()[:, None, None]
    mirrored = torch.where(chance[:, 4] < 0.5, 1.0, -1.0)[:, None, None]
    return mirrored * (cosine * u + sine * v), cosine * v - sine * u, (radius * size / 2)[:, None, None]


def _over(picture: Tensor, color: Tensor, x: Tensor, y: Tensor, pixels: Tensor) -> Tensor:
    """An ellipse of radius 1 over the picture, its edge one pixel soft."""
    inside = (((1 - (x * x + y * y).sqrt()) * pixels) + 0.5).clamp(0, 1)[:, None]
    return (1 - inside) * picture + inside * color[:, :, None, None]


def _ground(chance: Tensor, size: int) -> Tensor:
    """Sky or hedge behind: from one color above to another below."""
    above, below = 0.35 + 0.5 * chance[:, 6:9], 0.2 + 0.4 * chance[:, 7:10]
    down = torch.linspace(0, 1, size)[None, None, :, None]
    ground = (1 - down) * above[:, :, None, None] + down * below[:, :, None, None]
    return ground.expand(-1, -1, -1, size)


def _leaf(picture: Tensor, chance: Tensor, x: Tensor, y: Tensor, tilt: Tensor) -> Tensor:
    """In half of the pictures a green leaf lies over some place of the bird."""
    there = (chance[:, 10] < 0.5).float()[:, None, None]
    left, top = (1.6 * (chance[:, place] - 0.5)[:, None, None] for place in (11, 12))
    color = torch.stack([0.15 + 0.2 * chance[:, 13], 0.35 + 0.3 * chance[:, 13], 0.15 * chance[:, 13]], 1)
    return _over(picture, color, (x - left) / 0.3 + 9 * (1 - there), (y - 0.6 * top) / 0.22, 0.25 * tilt)
