"""Pixels and words become rows, what is ignored is left out, and a stream is what `collect` gives, in parts."""

from dataclasses import dataclass

import pytest
import torch
from spec.loss_checks import as_shipped
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from nls_tutorial.calibration import expected_calibration_error, fit_temperature, reliability
from nls_tutorial.models import mlp, transformer, unet
from nls_tutorial.predictions import collect, load, save, stream
from nls_tutorial.records import Images, Predictions, Samples

K = 3


@dataclass
class Scenes:
    """Pictures with a label for each pixel; 255 at the border of an object."""

    images: Tensor
    masks: Tensor

    def __len__(self) -> int:
        return len(self.images)

    def select(self, indices: Tensor) -> "Scenes":
        return Scenes(self.images[indices], self.masks[indices])

    def to(self, device: torch.device) -> "Scenes":
        return Scenes(self.images.to(device), self.masks.to(device))


def scenes(count: int = 5, height: int = 8, width: int = 9) -> Scenes:
    chance = torch.Generator().manual_seed(0)
    masks = torch.randint(K, (count, height, width), generator=chance)
    masks[torch.rand(masks.shape, generator=chance) < 0.2] = 255
    return Scenes(torch.rand(count, 2, height, width, generator=chance), masks)


def pixels(batch: Scenes, generator: None) -> tuple[Tensor, Tensor]:
    return batch.images, batch.masks


def loop(logits: Tensor, masks: Tensor, ignored: int) -> tuple[list[list[float]], list[int], list[int]]:
    """Rows, labels and groups, one pixel after the other: logits (B, K, H, W)."""
    rows, labels, group = [], [], []
    for i in range(len(masks)):
        for y in range(masks.shape[1]):
            for x in range(masks.shape[2]):
                if masks[i, y, x] != ignored:
                    rows.append([float(logits[i, k, y, x]) for k in range(logits.shape[1])])
                    labels.append(int(masks[i, y, x]))
                    group.append(i)
    return rows, labels, group


@pytest.mark.parametrize("batch_size", [1, 2, 5, 99])
def test_pixels_are_the_loop_over_pixels(batch_size: int) -> None:
    model, data = unet(2, K, width=2).eval(), scenes()
    seen = collect(model, data, batch_of=pixels, ignore_index=255, batch_size=batch_size, features=True, split="test")
    with torch.no_grad():
        rows, labels, group = loop(model(data.images), data.masks, 255)
        inner, _, _ = loop(model.features(data.images), data.masks, 255)
    torch.testing.assert_close(seen.logits, torch.tensor(rows))
    torch.testing.assert_close(seen.features, torch.tensor(inner))
    assert (seen.labels.tolist(), seen.group.tolist()) == (labels, group)
    assert (seen.class_names, seen.split, seen.seed) == (("0", "1", "2"), "test", 0)


@dataclass
class Pairs:
    """Sentences of token ids, 0 where there is none."""

    source: Tensor
    target: Tensor

    def __len__(self) -> int:
        return len(self.source)

    def select(self, indices: Tensor) -> "Pairs":
        return Pairs(self.source[indices], self.target[indices])

    def to(self, device: torch.device) -> "Pairs":
        return Pairs(self.source.to(device), self.target.to(device))


def words(batch: Pairs, generator: None) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """The next word at each place; the last place has none."""
    return (batch.source, batch.target), torch.cat([batch.target[:, 1:], torch.zeros_like(batch.target[:, :1])], 1)


def test_words_are_rows_and_a_tuple_of_inputs_is_spread() -> None:
    data = Pairs(torch.tensor([[1, 2, 3], [4, 1, 0]]), torch.tensor([[1, 5, 2, 6], [1, 3, 0, 0]]))
    model = transformer(7, 8, width=8, heads=2, layers=1).eval()
    seen = collect(model, data, batch_of=words, ignore_index=0, batch_size=1)
    assert (seen.labels.tolist(), seen.group.tolist()) == ([5, 2, 6, 3], [0, 0, 0, 1])
    with torch.no_grad():
        whole = model(data.source, data.target)
    torch.testing.assert_close(seen.logits, torch.cat([whole[0, :3], whole[1, :1]]))


class Says(nn.Module):
    """A model that answers with what it was given at birth."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def forward(self, images: Tensor) -> object:
        return self.answer


def labelled(*shape: int) -> Scenes:
    return Scenes(torch.zeros(shape[0], 1), torch.zeros(shape, dtype=torch.int64))


def test_classes_stand_in_dimension_1_or_last() -> None:
    answer = torch.arange(2 * 3 * 4.0).view(2, 3, 4)
    first, last = (
        collect(Says(answer), labelled(2, 4), batch_of=pixels),
        collect(Says(answer), labelled(2, 3), batch_of=pixels),
    )
    assert torch.equal(first.logits, answer.transpose(1, 2).reshape(8, 3))
    assert torch.equal(last.logits, answer.reshape(6, 4))


def test_as_many_words_as_classes_need_a_word() -> None:
    answer, data = torch.arange(2 * 3 * 3.0).view(2, 3, 3), labelled(2, 3)
    with pytest.raises(ValueError, match=r"logits must show by its shape .*, but got \(2, 3, 3\)\. Say class_dim=1 or"):
        collect(Says(answer), data, batch_of=pixels)
    assert torch.equal(collect(Says(answer), data, batch_of=pixels, class_dim=-1).logits, answer.reshape(6, 3))
    turned = collect(Says(answer), data, batch_of=pixels, class_dim=1).logits
    assert torch.equal(turned, answer.transpose(1, 2).reshape(6, 3))
    square = torch.arange(2 * 3 * 3 * 3.0).view(2, 3, 3, 3)  # pictures: dimension 1, as everywhere
    assert torch.equal(
        collect(Says(square), labelled(2, 3, 3), batch_of=pixels).logits, square.movedim(1, -1).reshape(18, 3)
    )


def test_a_stream_is_collect_in_parts() -> None:
    model, data = unet(2, K, width=2), scenes()
    data.masks[2] = 255  # a batch without anything to count
    whole = collect(model, data, batch_of=pixels, ignore_index=255, batch_size=1)
    parts = list(stream(model, data, batch_of=pixels, ignore_index=255, batch_size=1))
    assert [int(part.group[0]) for part in parts] == [0, 1, 3, 4]
    assert torch.equal(torch.cat([part.logits for part in parts]), whole.logits)
    assert torch.equal(torch.cat([part.group for part in parts]), whole.group)
    sums = [reliability(part.probabilities, part.labels) for part in parts]
    merged = sums[0] + sums[1] + sums[2] + sums[3]
    once = expected_calibration_error(reliability(whole.probabilities, whole.labels))
    assert float(expected_calibration_error(merged)) == pytest.approx(float(once), abs=1e-12)


def test_a_stream_that_is_closed_leaves_the_model_as_it_was_and_gradients_on() -> None:
    model = mlp(16, K)
    pictures = Images(torch.rand(4, 1, 4, 4), torch.tensor([0, 1, 2, 0]), ("a", "b", "c"), "test")
    parts = stream(model, pictures, batch_size=1)
    assert model.training
    next(parts)
    assert not model.training
    assert torch.is_grad_enabled()
    parts.close()
    assert model.training


def test_temperature_and_files_take_dense_predictions_as_they_are(tmp_path) -> None:
    data = scenes()
    seen = collect(unet(2, K, width=2), data, batch_of=pixels, ignore_index=255, split="calibration")
    with torch.no_grad():
        dense = unet(2, K, width=2).eval()(data.images)
    fit = fit_temperature(seen.logits, seen.labels)
    assert fit.nll_before == pytest.approx(fit_temperature(dense, data.masks, ignore_index=255).nll_before)
    again = load(save(seen, tmp_path / "pixels.npz"))
    assert torch.equal(again.group, seen.group)
    other = Predictions(seen.logits, seen.labels, seen.class_names, "test", 0, group=seen.group)
    if fit.exists:
        assert fit.apply_to(other) is not other


def test_pictures_have_no_group_and_their_ignored_labels_are_left_out() -> None:
    pictures = Images(torch.rand(4, 1, 4, 4), torch.tensor([0, -1, 2, 0]), ("a", "b", "c"), "test")
    seen = collect(mlp(16, K), pictures, ignore_index=-1)
    assert (seen.labels.tolist(), seen.group) == ([0, 2, 0], None)


@pytest.mark.parametrize(
    ("data", "more", "error", "message"),
    [
        (labelled(2), {}, ValueError, r"batch_of must be given for data of this kind, but got Scenes\. Write it: def"),
        (labelled(2, 4), {"batch_of": pixels}, ValueError, r"logits must have the shape of the labels \(2, 4\) and"),
        (labelled(2, 3), {"batch_of": pixels, "class_dim": 1}, ValueError, r"dimension more, 1, but got \(2, 3, 5\)"),
        (labelled(2, 5), {"batch_of": pixels, "class_names": ["a"]}, ValueError, r"class_names must fit the model's"),
        (labelled(2, 5), {"batch_of": pixels, "ignore_index": 0}, ValueError, r"labels must hold at least one that"),
        (
            labelled(2, 5),
            {"batch_of": lambda batch, generator: (batch.images, batch.masks.float())},
            TypeError,
            r"labels must be int64, but got torch\.float32",
        ),
        (
            labelled(2, 5),
            {"batch_of": lambda batch, generator: (batch.images, batch.masks + 3)},
            ValueError,
            r"labels must lie in 0 … 2, but got 3",
        ),
        (
            labelled(2, 5),
            {"batch_of": lambda batch, generator: (batch.images, batch.masks[:1])},
            ValueError,
            r"labels must have one row for each of 2 samples, but got \(1, 5\)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(data: Samples, more: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        collect(Says(torch.zeros(2, 3, 5)), data, **more)


def test_an_ignored_row_may_hold_anything() -> None:
    answer = torch.zeros(1, 2, 2)
    answer[0, :, 1] = torch.nan
    data = Scenes(torch.zeros(1, 1), torch.tensor([[1, 255]]))
    assert collect(Says(answer), data, batch_of=pixels, class_dim=1, ignore_index=255).labels.tolist() == [1]


def test_a_loader_of_torch_is_asked_in_its_order() -> None:
    generator = torch.Generator().manual_seed(0)
    pictures, labels = torch.rand(7, 1, 4, 4, generator=generator), torch.arange(7) % 3
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 3))
    loader = DataLoader(TensorDataset(pictures, labels), batch_size=3)
    seen = collect(model, loader, class_names=("a", "b", "c"), split="test")
    torch.testing.assert_close(seen.logits, model(pictures).detach())
    assert (seen.labels.tolist(), seen.class_names, seen.split) == (labels.tolist(), ("a", "b", "c"), "test")
    assert collect(model, loader).class_names == ("0", "1", "2")
    turned = DataLoader(TensorDataset(labels, pictures), batch_size=4)
    again = collect(model, turned, batch_of=lambda batch, generator: (batch[1], batch[0]))
    torch.testing.assert_close(again.logits, seen.logits)
    pairs = DataLoader([({"x": picture}, label) for picture, label in zip(pictures, labels, strict=True)], batch_size=2)

    class Named(torch.nn.Module):
        def forward(self, x):
            return model(x)

    torch.testing.assert_close(collect(Named(), pairs).logits, seen.logits)


def test_a_loader_without_labels_is_refused() -> None:
    model = torch.nn.Flatten()
    for rows in (torch.rand(4, 3), [(torch.rand(3), torch.tensor(0), torch.tensor(1))] * 4):
        with pytest.raises(ValueError, match=r"^data must give \(inputs, labels\) for each batch, but .*Give batch_of"):
            collect(model, DataLoader(rows, batch_size=2))
    with as_shipped(), pytest.raises(TypeError, match=r"^data must have len, select.*a DataLoader, or a class"):
        collect(model, [1, 2])
