"""Ways to translate, and to score translations, wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l18_translate", "tests/lessons/l18_translate"


def data(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/data/{leaf}.py", old, new, f"tests/data/test_{leaf}.py", why)


def search(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/predictions/search.py", old, new, "tests/predictions/test_search.py", why)


def lesson(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    place, _, name = leaf.rpartition("/")
    file = f"{TESTS}/{place}/test_{name}.py" if place else f"{TESTS}/test_{name}.py"
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{file}::test_{test}", why)


MUTANTS = [
    data("clauses", "if frame else [der_subject, verb_there, *middle]", "", "the verb is always last"),
    data(
        "clauses", "pairs.setdefault(*_sentence(draws))", "pairs[str(len(pairs))] = _sentence(draws)[1]", "no English"
    ),
    data("clauses", "ENDINGS[article, gender][case])", "ENDINGS[article, gender][0])", "always nominative"),
    data("pairs", "start=1):", "start=0):", "lines counted from 0"),
    data("pairs", "if len(sides) != 2:", "if len(sides) < 2:", "a second tab passes"),
    data("pairs", "pairs.setdefault(source, target)", "pairs[source] = target", "the last of equal sources"),
    data("multi30k", "if not line]", "if not line and number > 9]", "an empty line passes"),
    data("multi30k", '.count(b"\\n") + 1', '.count(b"\\n")', "lines counted from 0"),
    data("multi30k", "order = order[: checks", "order = order.sort().values[: checks", "the first, not drawn"),
    data("subwords", "(target, pairs.target, 2)", "(target, pairs.target, 1)", "BEGIN does not count"),
    data("subwords", "row[: row.index(END)] if END in row else row", "row", "what stands behind the end counts"),
    search("torch.log_softmax(logits / self.temperature, 1)", "torch.log_softmax(logits, 1)", "no temperature"),
    search("** self.power, -math.inf)", "** 0.6, -math.inf)", "another length power"),
    search("torch.tensor([PADDING, BEGIN]), -math.inf)", "torch.tensor([PADDING]), -math.inf)", "BEGIN is answered"),
    search("stay = bound > self.best", "stay = self.best == -math.inf", "the first sentence that ends wins"),
    search("self.sums = self.sums.masked_fill(ended, -math.inf)", "self.sums = self.sums", "goes on behind the end"),
    lesson(
        "study",
        "the_loss_is_the_mean_over_words_that_are_there",
        "epsilon=epsilon, ignore_index=0)",
        "epsilon=epsilon)",
        "padding counts",
    ),
    lesson(
        "study",
        "decisions_are_grouped_by_sentence_and_leave_padding_out",
        "ignore_index=0, class_dim=-1",
        "class_dim=-1",
        "padding is a decision",
    ),
    lesson(
        "study",
        "next_words_are_the_target_moved_by_one_and_cut",
        "target[:, :-1]), target[:, 1:]",
        "target[:, :-1]), target[:, :-1]",
        "asks for the word that is given",
    ),
    lesson(
        "study",
        "comparisons_are_seed_by_seed",
        "[{axis: at}, {axis: instead}]",
        "[{axis: instead}, {axis: at}]",
        "turned round",
    ),
    lesson("bleu", "the_score_is_that_of_the_counts", "float(told.bp),", "1.0,", "no brevity penalty"),
    lesson(
        "scenes/curves",
        "every_panel_shows_its_score",
        "track(each[0].mean(-1))",
        "track(each[-1].mean(-1))",
        "another ε is the dashed line",
    ),
    lesson(
        "scenes/next_words",
        "bars_and_readouts_are_the_networks",
        "hit = words[..., rank] == torch.tensor(true)",
        "hit = words[..., 0] == torch.tensor(true)",
        "green where the first is right",
    ),
    lesson(
        "scenes/attention",
        "the_picture_is_dark_where_a_word_reads",
        "torch.cat([weights.mean(1, keepdim=True), weights], 1)",
        "torch.cat([weights[:, :1], weights], 1)",
        "the first head for all",
    ),
    lesson(
        "exercises",
        "a_decoder_with_this_mask_says_the_same",
        "dtype=torch.bool).tril() & (target != 0)[:, None, :]",
        "dtype=torch.bool).tril() & (target != 0)[:, :, None]",
        "rows of padding",
    ),
    lesson(
        "exercises",
        "bleu_is_sacrebleus_where_nothing_is_smoothed",
        "(said & there).total() / said.total()",
        "(said & there).total() / there.total()",
        "recall",
    ),
]
