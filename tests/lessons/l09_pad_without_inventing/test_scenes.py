"""The padding scenes, position by position, against plain loops."""

import math

import numpy as np
import pytest
import torch
from spec import padding_by_hand as spec
from spec.results_by_hand import by_distance
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l09_pad_without_inventing
from nls_tutorial.lessons.l09_pad_without_inventing.scenes import PADDINGS, _three_kernels
from nls_tutorial.records import Band, Bars, Handle, Line, Picture, Points, Rule, Scene
from nls_tutorial.scenes import encode

DRAWS = np.random.default_rng(0)
DISTANCES = (0, 2, 4)
ACCURACY, LOSS = DRAWS.uniform(0, 1, (3, 2, 3)), DRAWS.uniform(0, 2, (3, 2, 6))
STUDY = by_distance(("zero", "partial", "replicate"), (3, 5), DISTANCES, ACCURACY, LOSS)
MOVED = torch.rand(3, 4, 3, 8, 8, generator=torch.Generator().manual_seed(0))
IMAGE = torch.rand(3, 7, 8, generator=torch.Generator().manual_seed(1))
KNOWN = torch.ones(7, 8, dtype=torch.bool)
KNOWN[2:5, 1:6] = KNOWN[6, 7] = False
BUILDERS = {
    "kernel_over_border": l09_pad_without_inventing.kernel_over_border,
    "kernel of 5": lambda: l09_pad_without_inventing.kernel_over_border(size=6, kernel=5),
    "constant_picture": lambda: l09_pad_without_inventing.constant_picture(layers=3, size=9),
    "hole_that_fills": lambda: l09_pad_without_inventing.hole_that_fills(IMAGE, KNOWN, rounds=3),
    "accuracy_near_border": lambda: l09_pad_without_inventing.accuracy_near_border(STUDY, MOVED),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


@pytest.mark.parametrize(("name", "size", "kernel"), [("kernel_over_border", 8, 3), ("kernel of 5", 6, 5)])
def test_the_kernel_over_the_border(name: str, size: int, kernel: int, scenes: dict[str, Scene]) -> None:
    scene, reach = scenes[name], kernel // 2
    (picture,) = marks(scene, 0, Picture)
    image = (picture.pixels[..., 0] / 255.0).tolist()
    for index, values in corners(scene):
        row, column = int(values["row"]), int(values["column"])
        window = spec.window(image, row, column, kernel)
        holes = sum(value is None for value in window)
        weights = [1 / kernel**2] * kernel**2
        seen, ratio, zero, own = said(scene, index)
        assert seen == kernel**2 - holes
        close(ratio, kernel**2 / (kernel**2 - holes))
        assert zero == pytest.approx(spec.zero(image, weights, row, column, kernel), abs=3e-3)
        assert own == pytest.approx(spec.partial(image, weights, row, column, kernel), abs=3e-3)
        (crosses,) = marks(scene, 0, Points)
        expected = {
            (j, size - 1 - i)
            for i in range(row - reach, row + reach + 1)
            for j in range(column - reach, column + reach + 1)
            if not (0 <= i < size and 0 <= j < size)
        }
        there = zip(crosses.x.at(index), crosses.y.at(index), strict=True)
        assert {(int(x), int(y)) for x, y in there if not math.isnan(x)} == expected
        (handle,) = marks(scene, 0, Handle)
        close([handle.x.at(index), handle.y.at(index)], [column, size - 1 - row])
        frame = marks(scene, 0, Line)[1]
        close([frame.x.at(index).min(), frame.x.at(index).max()], [column - kernel / 2, column + kernel / 2])
        close(
            [frame.y.at(index).min(), frame.y.at(index).max()],
            [size - 1 - row - kernel / 2, size - 1 - row + kernel / 2],
        )
        # close up: the same window, crosses and hatching where the holes are
        (near,), (local,) = marks(scene, 1, Picture), marks(scene, 1, Points)
        grey = near.at(index)[..., 0].ravel() / 255.0
        x, y = local.x.at(index), local.y.at(index)
        for place, value in enumerate(window):
            if value is None:
                close([x[place], y[place]], [place % kernel - reach, reach - place // kernel])
            else:
                assert math.isnan(x[place])
                assert grey[place] == pytest.approx(value)
        hatch = marks(scene, 1, Line)[0]
        assert int((~np.isnan(hatch.x.at(index))).sum()) == int((~np.isnan(hatch.y.at(index))).sum()) == 4 * holes
        close([bar.y.at(index)[0] for bar in marks(scene, 2, Bars)], [zero, own])
        (mean,) = marks(scene, 2, Rule)
        close(mean.at.at(index), own)


def test_all_padding_is_hatched(scenes: dict[str, Scene]) -> None:
    hatch = marks(scenes["kernel_over_border"], 0, Line)[0]
    x, y = hatch.x.values, hatch.y.values
    cells = {(round(float(a)), round(float(b))) for a, b in zip(x, y, strict=True) if not math.isnan(a)}
    assert len(x) == 6 * (10 * 10 - 8 * 8)
    assert all(not (0 <= a <= 7 and 0 <= b <= 7) for a, b in cells)


def test_a_constant_picture_through_layers(scenes: dict[str, Scene]) -> None:
    scene = scenes["constant_picture"]
    respond = {"zero": spec.zero, "partial": spec.partial, "replicate": spec.replicate}
    for place, weights in enumerate(_three_kernels(0)[:, 0, 0].reshape(3, 9).tolist()):
        for name, curve in zip(PADDINGS, marks(scene, 2, Line), strict=True):
            image = [[1.0] * 9 for _ in range(9)]
            for depth in range(3):
                image = spec.layer(image, weights, respond[name])
                index = {"kernel": place, "depth": depth}
                close(curve.y.at(index), image[4])
                felt = [abs(value - image[4][4]) > 1e-9 for row in image for value in row]
                close(said(scene, index)[list(PADDINGS).index(name)], sum(felt) / 81)
                if name != "replicate":
                    (picture,) = marks(scene, list(PADDINGS).index(name), Picture)
                    shade = np.clip(0.5 + 0.5 * (np.array(image) - image[4][4]), 0, 1)
                    assert np.abs(picture.at(index)[..., 0] - 255 * shade).max() <= 0.51


def test_the_three_kernels_are_what_they_are_called() -> None:
    average, uneven, edge = _three_kernels(0)[:, 0, 0]
    assert torch.allclose(average, torch.full((3, 3), 1 / 9, dtype=torch.float64))
    assert float(uneven.sum()) == pytest.approx(1)
    assert float(uneven.std()) > 0.04
    assert float(edge.sum()) == pytest.approx(0)


def test_what_the_lesson_says_of_a_constant_picture() -> None:
    scene = l09_pad_without_inventing.constant_picture()
    for depth in range(6):
        zero, own, replicate = said(scene, {"kernel": 0, "depth": depth})
        assert zero == pytest.approx(1 - (19 - 2 * (depth + 1)) ** 2 / 19**2, abs=1e-6)
        assert own == replicate == 0
        for kernel in (1, 2):
            _, own, replicate = said(scene, {"kernel": kernel, "depth": depth})
            assert own > 0
            assert replicate == 0
    zero, own, _ = marks(scene, 2, Line)
    first = {"kernel": 2, "depth": 0}
    close(own.y.at(first)[0], 1.5 * zero.y.at(first)[0])


def test_a_hole_fills(scenes: dict[str, Scene]) -> None:
    scene = scenes["hole_that_fills"]
    grey = [channel.tolist() for channel in (IMAGE.double() * KNOWN)]
    known = KNOWN.tolist()
    for step in range(4):
        index = {"round": step}
        share, _, error = said(scene, index)
        holes = [(j, 7 - i) for i in range(7) for j in range(8) if not known[i][j]]
        close(share, len(holes) / 56)
        (crosses,) = marks(scene, 2, Points)
        there = zip(crosses.x.at(index), crosses.y.at(index), strict=True)
        assert {(x, y) for x, y in there if not math.isnan(x)} == {(j + 0.5, i - 0.5) for j, i in holes}
        (picture,) = marks(scene, 2, Picture)
        assert np.abs(picture.at(index) / 255 - np.moveaxis(np.array(grey), 0, -1)).max() < 0.003
        off = [abs(grey[c][i][j] - float(IMAGE[c, i, j])) for c in range(3) for i in range(7) for j in range(8)
               if not KNOWN[i, j]]  # fmt: skip
        close(error, sum(off) / len(off))
        filled = [spec.fill_round(channel, known) for channel in grey]
        grey, known = [part[0] for part in filled], filled[0][1]


def test_black_holes_pull_the_average_down(scenes: dict[str, Scene]) -> None:
    scene = scenes["hole_that_fills"]
    (picture,) = marks(scene, 1, Picture)
    zeroed = (IMAGE * KNOWN)[0].tolist()
    expected = spec.zero(zeroed, [1 / 9] * 9, 2, 1)
    assert picture.at({"round": 1})[2, 1, 0] / 255 == pytest.approx(expected, abs=0.003)
    assert (picture.at({"round": 3})[0, 0] == picture.at({"round": 0})[0, 0]).all(), "known pixels stay"
    assert said(scene, {"round": 3})[2] < said(scene, {"round": 3})[1]


def test_accuracy_near_the_border(scenes: dict[str, Scene]) -> None:
    scene = scenes["accuracy_near_border"]
    for index, _ in corners(scene):
        seed, at = index["shown"] - 1, index["distance"]
        told = said(scene, index)
        rows = [ACCURACY[p].mean(0) if seed < 0 else ACCURACY[p, seed] for p in range(3)]
        losses = [LOSS[p].mean(0) if seed < 0 else LOSS[p, seed] for p in range(3)]
        close(told[0], rows[0][at])
        close(told[1::2], [rows[1][at], rows[2][at]])
        close(told[2::2], [100 * (rows[1] - rows[0])[at], 100 * (rows[2] - rows[0])[at]])
        for line, row in zip(marks(scene, 1, Line), rows, strict=True):
            close(line.y.at(index), row)
        for line, row in zip(marks(scene, 2, Line), losses, strict=True):
            close(line.y.at(index), row)
        for dot, row in zip(marks(scene, 1, Points), rows, strict=True):
            close([dot.x.at(index)[0], dot.y.at(index)[0]], [DISTANCES[at], row[at]])
        band = marks(scene, 1, Band)[0]
        two = ACCURACY[0]
        spread = np.abs(two[0] - two[1]) / 2**0.5 if seed < 0 else np.zeros(3)
        close(band.high.at(index) - band.low.at(index), 2 * spread)
        (first, *_) = marks(scene, 0, Picture)
        assert np.abs(first.at(index) / 255 - MOVED[at, 0].permute(1, 2, 0).numpy()).max() < 0.003


def test_another_reference() -> None:
    scene = l09_pad_without_inventing.accuracy_near_border(STUDY, MOVED, reference="partial")
    labels = [readout.label for readout in scene.readouts]
    assert labels == ["zero", "zero − partial", "partial", "replicate", "replicate − partial"]


def test_what_does_not_fit_is_refused() -> None:
    for kernel in (2, 9):
        with pytest.raises(ValueError, match=rf"kernel must be odd and at most 8, but got {kernel}\. Take 3 or 5"):
            l09_pad_without_inventing.kernel_over_border(kernel=kernel)
    for known in (KNOWN[:3], KNOWN.float()):
        with pytest.raises(ValueError, match=r"known must be bool of shape \(7, 8\), but got"):
            l09_pad_without_inventing.hole_that_fills(IMAGE, known)
    with pytest.raises(
        ValueError, match=r"pictures must have shape \(3, 4, 3, H, W\), four for each distance, but got"
    ):
        l09_pad_without_inventing.accuracy_near_border(STUDY, MOVED[:2])


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
