"""Ways to draw the last layer wrongly."""

from mutants.harness import Mutant

DISTANCES, PLANE, TIGHTNESS, INPUTS = (
    f"nls_tutorial/geometry/{leaf}.py" for leaf in ("distances", "plane", "tightness", "inputs")
)
DISTANCES_TESTS, PLANE_TESTS, TIGHTNESS_TESTS = (
    f"tests/geometry/test_{leaf}.py" for leaf in ("distances", "plane", "tightness")
)

MUTANTS = [
    Mutant(
        DISTANCES,
        "return logits.amax(dim=1, keepdim=True) - logits",
        "return logits - logits.amax(dim=1, keepdim=True)",
        DISTANCES_TESTS,
        "wrong sign",
    ),
    Mutant(DISTANCES, "logits.amax(dim=1,", "logits.amax(dim=-1,", DISTANCES_TESTS, "maximum over the wrong dimension"),
    Mutant(PLANE, "upper.diagonal().sign()", "upper.diagonal().sign().abs()", PLANE_TESTS, "a mirrored picture"),
    Mutant(PLANE, "corners[2] - corners[1]]", "corners[1] - corners[2]]", PLANE_TESTS, "left and right swapped"),
    Mutant(PLANE, "centred - points @ axes, dim=1", "centred, dim=1", PLANE_TESTS, "distance to the centroid"),
    Mutant(
        PLANE, "features[kept].double() - centroid", "features[kept].double()", PLANE_TESTS, "origin not the centroid"
    ),
    Mutant(PLANE, "return torch.stack([right, up])", "return torch.stack([up, right])", PLANE_TESTS, "axes swapped"),
    Mutant(TIGHTNESS, ".sum() / freedom", ".sum() / len(labels)", TIGHTNESS_TESTS, "divides by N, not N − C"),
    Mutant(TIGHTNESS, "torch.pdist(means).mean()", "torch.pdist(means).sum()", TIGHTNESS_TESTS, "sum over pairs"),
    Mutant(
        TIGHTNESS, "seen - means[rows]", "seen - seen.mean(dim=0)", TIGHTNESS_TESTS, "spread around the common mean"
    ),
    Mutant(TIGHTNESS, "directions[lengths > rounding]", "directions", TIGHTNESS_TESTS, "sees what no template sees"),
    Mutant(TIGHTNESS, ".sum(dim=1).mean().sqrt()", ".mean().sqrt()", TIGHTNESS_TESTS, "scale for each coordinate"),
    Mutant(INPUTS, 'checks.finite("features", features)', "", TIGHTNESS_TESTS, "lets NaN through"),
]
