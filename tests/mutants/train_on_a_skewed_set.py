"""Ways to train on a skewed set, and to look at what came of it, wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l13_train_on_a_skewed_set", "tests/lessons/l13_train_on_a_skewed_set"
FARM, NEIGHBORS = "nls_tutorial/data/farm.py", "nls_tutorial/geometry/neighbors.py"


def mutant(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    folder, _, name = leaf.rpartition("/")
    return Mutant(
        f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/{folder}/test_{name}.py::test_{test}".replace("//", "/"), why
    )


MUTANTS = [
    mutant(
        "study/recipes",
        "weights_make_every_class_weigh_the_same",
        "len(labels) / (classes * counts.double())",
        "len(labels) / counts.double()",
        "weights K times too large",
    ),
    mutant(
        "study/recipes",
        "draws_are_balanced_and_from_the_set",
        "torch.multinomial(chances, len(batch), replacement=True, generator=generator)",
        "torch.randint(len(self.data), (len(batch),), generator=generator)",
        "draws as skewed as the set",
    ),
    mutant(
        "study/recipes",
        "the_best_epoch_is_the_one_that_a_shorter_run_ends_with",
        "value.detach().clone()",
        "value.detach()",
        "the weights that are kept go on learning",
    ),
    mutant("study/scores", "f1_of_a_class_by_hand", "(2 * hits /", "(hits /", "half an F1"),
    mutant(
        "study/scores",
        "scores_come_from_the_chosen_weights_on_the_test_part",
        '"rare recall": float((seen.predicted[labels == RARE] == RARE).double().mean())',
        '"rare recall": float((labels[seen.predicted == RARE] == RARE).double().mean())',
        "a precision called recall",
    ),
    mutant(
        "study/scores",
        "the_authors_way_is_sorted_in_batches_and_averaged",
        "scores_by_batches(*sorted_by_class(labels, predicted), PAPER_BATCH)",
        "scores_by_batches(labels, predicted, PAPER_BATCH)",
        "not sorted by class",
    ),
    mutant(
        "scenes/place",
        "the_mean_loss_by_hand",
        "(shares * torch.stack(each, 1)).sum(1)",
        "torch.stack(each, 1).mean(1)",
        "a mean over classes, not over pictures",
    ),
    mutant(
        "scenes/layer",
        "three_pictures_and_their_neighbors",
        "near = np.array([[_near(torch.from_numpy(one), labels)[0] for one in row] for row in pictures])",
        "near = np.array([[_near(features, labels)[0] for one in row] for row in pictures])",
        "every picture has the layer's own neighbors",
    ),
    mutant(
        "exercises",
        "the_slope_is_autograds",
        "loss * (len(logits) * p - 1)) / total",
        "loss * (p - 1)) / total",
        "D sums over K classes",
    ),
    Mutant(
        FARM,
        "weights[NORMAL], weights[STUBBLE], weights[FIRE] = skew, 1.0, math.sqrt(skew)",
        "weights[NORMAL], weights[STUBBLE], weights[FIRE] = skew, 1.0, skew",
        "tests/data/test_farm.py::test_the_counts_are_the_shares_to_one_picture",
        "as many other fires as normal farms",
    ),
    Mutant(
        NEIGHBORS,
        "    distances.fill_diagonal_(torch.inf)\n",
        "",
        "tests/geometry/test_neighbors.py::test_is_the_loop",
        "each sample is its own neighbor",
    ),
]
