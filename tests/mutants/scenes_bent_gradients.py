"""The scenes of lesson 04 broken on purpose."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l04_focus_and_penalize/scenes.py",
        old,
        new,
        "tests/lessons/l04_focus_and_penalize/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("torch.log(share * (classes - 1) / (1 - share))", "torch.log(share * classes / (1 - share))", "K for K − 1"),
    mutant("_where_focal_is_even(g)]) - 1", "_where_focal_is_even(g)])", "the diamond beside its curve"),
    mutant("gap / (1 + (classes - 1) * math.exp(-gap))", "gap", "the best gap without its probability"),
    mutant("lambda p: bend(p) - 1", "lambda p: bend(p) - 0.5", "where focal loss pushes half as hard"),
    mutant("torch.where(x == jump, math.nan, show", "torch.where(x == jump, 0.0, show", "a line across FLSD's jump"),
    mutant("return gradient[:, 0]", "return gradient[:, 1]", "the gradient on another logit"),
    mutant("_loss(_focal(gamma), logits) - _bound", "-_loss(_focal(gamma), logits) + _bound", "the wrong sign"),
    mutant("heaped[:, 1] = shares.log(), torch.log1p(-shares)", "heaped[:, 1] = torch.log1p(-shares), shares.log()",
           "the rest on the wrong class"),
    mutant("epsilon=0.0, gamma=gamma", "epsilon=0.1, gamma=gamma", "a smoothed label under a picture that says none"),
    mutant("on == \"cosine\"", "on != \"cosine\"", "the two variants change places"),
    mutant(".reshape(classes, -1).sum(0)", ".reshape(classes, -1).mean(0)", "a mean over labels for a sum"),
    mutant("math.sqrt(classes / (classes - 1))", "math.sqrt(classes)", "a longer direction than there is"),
]  # fmt: skip
