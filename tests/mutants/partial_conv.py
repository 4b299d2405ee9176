"""Windows miscounted, holes that speak, converters that reach too far."""

from mutants.harness import Mutant

WINDOWS, CONVOLVE, LAYER, RESCALE, CONVERT = (
    f"nls_tutorial/partial_conv/{leaf}.py" for leaf in ("windows", "convolve", "layer", "rescale", "convert")
)
WINDOWS_TESTS, CONVOLVE_TESTS, LAYER_TESTS, RESCALE_TESTS, CONVERT_TESTS = (
    f"tests/partial_conv/test_{leaf}.py" for leaf in ("windows", "convolve", "layer", "rescale", "convert")
)

MUTANTS = [
    Mutant(WINDOWS, "(taps < size)", "(taps <= size)", WINDOWS_TESTS, "the first padded pixel counts"),
    Mutant(
        WINDOWS,
        "(needed[0] // 2, needed[1] // 2)",
        "(-(-needed[0] // 2), -(-needed[1] // 2))",
        WINDOWS_TESTS,
        "the odd pixel before the picture",
    ),
    Mutant(WINDOWS, "torch.where(count > 0, ratio, 0.0)", "ratio", WINDOWS_TESTS, "an empty window speaks"),
    Mutant(
        WINDOWS,
        "with torch.inference_mode(False), torch.no_grad():",
        "if True:",
        CONVOLVE_TESTS,
        "kept from inference mode",
    ),
    Mutant(
        WINDOWS,
        "return _kept_ratio(windows, height, width, x.dtype, x.device)",
        "return _kept_ratio(windows, height, height, x.dtype, x.device)",
        CONVOLVE_TESTS,
        "a square taken for a rectangle",
    ),
    Mutant(
        CONVOLVE, "shift * (ratio > 0) if empty else shift", "shift", CONVOLVE_TESTS, "a bias where nothing was seen"
    ),
    Mutant(CONVOLVE, "torch.where(seen, x, 0)", "x * seen", CONVOLVE_TESTS, "NaN leaks out of a hole"),
    Mutant(
        CONVOLVE,
        "ratio.repeat_interleave(outputs // groups, dim=-3)",
        "ratio.repeat_interleave(groups, dim=-3)",
        CONVOLVE_TESTS,
        "groups in the wrong order",
    ),
    Mutant(CONVOLVE, "depth * rows * columns", "rows * columns", CONVOLVE_TESTS, "channels not counted"),
    Mutant(
        CONVOLVE,
        "torch.autocast(seen.device.type, enabled=False)",
        "torch.autocast(seen.device.type, dtype=torch.float16)",
        CONVOLVE_TESTS,
        "counts in float16",
    ),
    Mutant(CONVOLVE, "raw.mul_(ratio)", "raw.div_(ratio)", CONVOLVE_TESTS, "divided by the ratio"),
    Mutant(LAYER, "            mask=mask,\n", "            mask=None,\n", LAYER_TESTS, "the mask is dropped"),
    Mutant(LAYER, 'if self.padding_mode != "zeros":', "if False:", LAYER_TESTS, "reflected pixels taken for holes"),
    Mutant(RESCALE, "padded / (height * width)", "(height * width) / padded", RESCALE_TESTS, "darker, not brighter"),
    Mutant(CONVERT, "model if inplace else deepcopy(model)", "model", CONVERT_TESTS, "changes the model it was given"),
    Mutant(CONVERT, 'if layer.padding_mode != "zeros":', "if False:", CONVERT_TESTS, "converts what pads with pixels"),
    Mutant(
        CONVERT,
        "type(layer) is nn.Conv2d and",
        "isinstance(layer, nn.Conv2d) and",
        CONVERT_TESTS,
        "converts what is partial already",
    ),
    Mutant(
        CONVERT,
        "type(layer) in (PartialConv2d, GloballyRescaledConv2d)",
        "type(layer) is PartialConv2d",
        CONVERT_TESTS,
        "no way back from the rescale",
    ),
]
