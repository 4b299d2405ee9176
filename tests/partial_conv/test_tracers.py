"""PartialConv2d goes wherever nn.Conv2d goes: into jit, fx, ONNX, torchvision's extractor, onto the meta device."""

import io
import warnings
from copy import deepcopy

import pytest
import torch
from spec.later import later
from spec.loss_checks import as_shipped
from torch import nn

from nls_tutorial.partial_conv import GloballyRescaledConv2d, PartialConv2d, to_partial

feature_extraction = later("torchvision.models.feature_extraction")
models = later("torchvision.models")

LAYERS = [
    PartialConv2d(3, 4, 3, padding=1),
    PartialConv2d(3, 4, (2, 3), padding="same"),
    PartialConv2d(3, 6, 3, padding=(2, 1), stride=2, dilation=2, groups=3, bias=False),
    PartialConv2d(3, 4, 3, padding=1, padding_mode="reflect"),
    PartialConv2d(3, 4, 3),
    PartialConv2d(3, 4, 1, padding=1),  # windows that see nothing but padding
    GloballyRescaledConv2d(3, 4, 3, padding=1),
]
PICTURES = [torch.randn(size, generator=torch.Generator().manual_seed(1)) for size in ((2, 3, 9, 8), (1, 3, 7, 12))]


@pytest.mark.filterwarnings("ignore:`torch.jit:FutureWarning", "ignore:`torch.jit:DeprecationWarning")
@pytest.mark.parametrize("layer", LAYERS)
def test_jit_trace_fits_other_sizes(layer: nn.Module) -> None:
    with as_shipped():
        traced = torch.jit.trace(layer, (PICTURES[0],))
    others = PICTURES[:1] if isinstance(layer, GloballyRescaledConv2d) else PICTURES
    for x in others:
        torch.testing.assert_close(traced(x), layer(x))


@pytest.mark.parametrize("layer", LAYERS)
def test_fx_trace(layer: nn.Module) -> None:
    with as_shipped():
        traced = torch.fx.symbolic_trace(layer)
    for x in PICTURES:
        torch.testing.assert_close(traced(x), layer(x))


@pytest.mark.parametrize("layer", LAYERS)
def test_called_by_the_name_of_conv2d(layer: nn.Module) -> None:
    torch.testing.assert_close(layer(input=PICTURES[0]), layer(PICTURES[0]))


@pytest.mark.parametrize("layer", LAYERS)
def test_meta_device(layer: nn.Module) -> None:
    with as_shipped():
        assert deepcopy(layer).to("meta")(PICTURES[0].to("meta")).shape == layer(PICTURES[0]).shape


def test_feature_extractor() -> None:
    torch.manual_seed(0)
    model = to_partial(models.resnet18()).eval()
    x = torch.randn(1, 3, 40, 32)
    wanted = {}
    hook = model.layer4.register_forward_hook(lambda _, __, out: wanted.update(f=out))
    with torch.no_grad(), as_shipped():
        model(x)
        hook.remove()
        found = feature_extraction.create_feature_extractor(model, {"layer4": "f"})(x)
    torch.testing.assert_close(found["f"], wanted["f"])


@pytest.mark.slow
@pytest.mark.parametrize("layer", LAYERS[:3])
def test_the_old_onnx_exporter(layer: nn.Module) -> None:
    onnx = pytest.importorskip("onnx")
    reference = pytest.importorskip("onnx.reference")
    file = io.BytesIO()
    with warnings.catch_warnings(), as_shipped():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            layer, (PICTURES[0],), file, dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "b", 2: "h", 3: "w"}}
        )
    graph = reference.ReferenceEvaluator(onnx.load_from_string(file.getvalue()))
    for x in PICTURES:
        (found,) = graph.run(None, {"x": x.numpy()})
        torch.testing.assert_close(torch.from_numpy(found), layer(x).detach(), rtol=1e-4, atol=1e-5)
