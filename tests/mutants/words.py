"""Ways to read texts wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l17_classify_text", "tests/lessons/l17_classify_text"


def data(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/data/{leaf}.py", old, new, f"tests/data/test_{leaf}.py", why)


def model(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/models/texts.py", old, new, "tests/models/test_texts.py", why)


def lesson(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/test_{leaf}.py::test_{test}", why)


def record(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/records/documents.py", old, new, "tests/records/test_documents.py", why)


MUTANTS = [
    record(" * share - 1e-9).ceil()", " * share).floor()", "rounds the words down"),
    record("return (self.tokens != 0).sum(1)", "return (self.tokens > 1).sum(1)", "an unknown word is no word"),
    data("words", "for word in set(split_words(text))", "for word in split_words(text)", "counts words, not texts"),
    data("words", "self.numbers.get(word, UNKNOWN)", "self.numbers.get(word, PADDING)", "unknown words end a text"),
    data(
        "words", "texts = documents.whole if whole else", "texts = documents.stripped if whole else", "the other text"
    ),
    data("words", "(-seen[word], word)", "(seen[word], word)", "the rarest words"),
    data("mail", "if not QUOTATION.search(line)", "if QUOTATION.search(line)", "keeps quotations alone"),
    data("mail", "lines = lines[: rules[-1]]", "lines = lines[rules[-1] :]", "keeps the signature alone"),
    data("mail", "if gap and FIELD.match(header)", "if gap", "any first paragraph is a header"),
    data(
        "text_folder", "kept.setdefault(stripped, (place, whole))", "kept[whole] = (place, stripped)", "twice the same"
    ),
    data("text_folder", '.count(b"\\n") + 1', '.count(b"\\n")', "lines counted from 0"),
    data("newsgroups", 'named(later, "test")', 'named(earlier, "test")', "tests on what was learnt"),
    data("newsgroups", "if split_words(stripped)]", "]", "keeps posts in which nothing is left"),
    data("documentation", "if stripped not in kept", "", "a text of two libraries"),
    data("documentation", 'return NAMES.sub("", ', 'return re.sub("^$", "", ', "the library's name is left"),
    model(
        "counts @ self.embedding / there.sum(1, keepdim=True)", "counts @ self.embedding / tokens.shape[1]", "over L"
    ),
    model("there = (tokens != 0).to", "there = (tokens >= 0).to", "padding is a word"),
    model("F.relu(self.filters(vectors)) * there", "F.relu(self.filters(vectors))", "padding has a say"),
    model("return answers.amax(2)", "return answers.mean(2)", "a mean, not the largest answer"),
    lesson("scenes", "leads_by_hand", "leads = logits[:, top] - others.amax(1)", "leads = logits[:, top]", "no lead"),
    lesson(
        "scenes", "leads_by_hand", "top = int(logits[0].argmax())", "top = int(logits[-1].argmax())", "another class"
    ),
    lesson(
        "scenes",
        "the_valley_is_the_study_s",
        'stored.scores(arm, "ECE", world="stripped")',
        'stored.scores(arm, "ECE", world="whole")',
        "of the other world",
    ),
    lesson(
        "study",
        "the_moved_network_is_the_one_that_learnt_whole_texts",
        "known.tokens(splits.test, longest=longest)",
        "known.tokens(splits.test, longest=longest, whole=True)",
        "never moved",
    ),
    lesson("study", "comparisons_are_seed_by_seed", "for at in (share, 1.0)", "for at in (1.0, share)", "turned round"),
    lesson(
        "exercises",
        "numbers_are_the_librarys",
        "[numbers.get(word, 1) for word in words[:longest]]\n    return",
        "[numbers.get(word, 0) for word in words[:longest]]\n    return",
        "no unknown words",
    ),
    lesson("exercises", "the_mean_is_what_the_bag_reads", "/ there.sum(1)", "/ tokens.shape[1]", "divides by L"),
]
