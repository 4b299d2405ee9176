"""Ways to misread where a network looks, and what a threshold keeps."""

from mutants.harness import Mutant

MAPS, MODEL, THRESHOLDS = (
    f"nls_tutorial/{leaf}.py" for leaf in ("geometry/activation", "models/activation", "calibration/thresholds")
)
MAPS_TESTS, MODEL_TESTS, THRESHOLDS_TESTS = (
    f"tests/{leaf}.py" for leaf in ("geometry/test_activation", "models/test_activation", "calibration/test_thresholds")
)

MUTANTS = [
    Mutant(MAPS, ".double().clamp(min=0)", ".double().abs()", MAPS_TESTS, "evidence against counts for it"),
    Mutant(MAPS, "left, top, right, bottom = boxes", "top, left, bottom, right = boxes", MAPS_TESTS, "x and y swapped"),
    Mutant(MAPS, "overlap.clamp(min=0) * places / length", "(overlap > 0).double()", MAPS_TESTS, "whole places"),
    Mutant(MAPS, "_covered(left, right, width,", "_covered(left, right, height,", MAPS_TESTS, "square pictures only"),
    Mutant(MAPS, "(positive * covered).sum((1, 2))", "covered.sum((1, 2))", MAPS_TESTS, "the box, not the map"),
    Mutant(MODEL, "activation_maps(maps.cpu(), templates(model))", "maps.cpu()", MODEL_TESTS, "features, not classes"),
    Mutant(MODEL, "    model.eval()\n", "", MODEL_TESTS, "norms of the batch"),
    Mutant(MODEL, "module.training = training", "module.training = True", MODEL_TESTS, "leaves the mode changed"),
    Mutant(MODEL, "layers[-2].output_size in (1, (1, 1))", "True", MODEL_TESTS, "takes a mean over quarters for one"),
    Mutant(THRESHOLDS, "to(wide) >= thresholds", "to(wide) > thresholds", THRESHOLDS_TESTS, "p̂ > t"),
    Mutant(THRESHOLDS, "for side in (False, True))", "for side in (False, False))", THRESHOLDS_TESTS, "ties lost"),
    Mutant(THRESHOLDS, "(answered & right)", "right", THRESHOLDS_TESTS, "counts what is not answered"),
    Mutant(THRESHOLDS, "answered.double().sum(dim=1)\n", "answered.shape[1]\n", THRESHOLDS_TESTS, "divides by all"),
]
