"""Ways to download, list and stream wrongly."""

from mutants.harness import Mutant

DOWNLOADS, DOWNLOADS_TESTS = "nls_tutorial/data/downloads.py", "tests/data/test_downloads.py"
UNPACK, UNPACK_TESTS = "nls_tutorial/data/unpack.py", "tests/data/test_unpack.py"
LIST, LIST_TESTS = "nls_tutorial/data/picture_list.py", "tests/data/test_picture_list.py"
STREAM, STREAM_TESTS = "nls_tutorial/training/picture_stream.py", "tests/training/test_picture_stream.py"
BATCHES, BATCHES_TESTS = "nls_tutorial/training/stream_batches.py", "tests/training/test_stream_batches.py"
STEP, STEP_TESTS = "nls_tutorial/training/stream_step.py", "tests/training/test_stream_step.py"
NORM, NORM_TESTS = "nls_tutorial/training/global_batch_norm.py", "tests/training/test_global_batch_norm.py"
KEPT, KEPT_TESTS = "nls_tutorial/training/stream_checkpoint.py", "tests/training/test_stream_checkpoint.py"

ANSWERS, ANSWERS_TESTS = "nls_tutorial/training/stream_answers.py", "tests/training/test_stream_answers.py"
LARGE, LARGE_TESTS = "nls_tutorial/studies/large_run.py", "tests/studies/test_large_run.py"
TOGETHER, TOGETHER_TESTS = "nls_tutorial/studies/together.py", "tests/studies/test_together.py"
BOXES = "nls_tutorial/lessons/l11_take_the_object_away/study/imagenet.py"
BOXES_TESTS = "tests/lessons/l11_take_the_object_away/study/test_imagenet.py"
ALIKE = "nls_tutorial/lessons/l14_train_on_cifar10/study/look_alike.py"
ALIKE_TESTS = "tests/lessons/l14_train_on_cifar10/study/test_look_alike.py"

MUTANTS = [
    Mutant(
        DOWNLOADS, "            have = 0\n", "            pass\n", DOWNLOADS_TESTS, "whole answers appended to a part"
    ),
    Mutant(DOWNLOADS, "hexdigest() == remote.sha256", 'hexdigest() != ""', DOWNLOADS_TESTS, "any bytes will do"),
    Mutant(DOWNLOADS, "file.seek(have)", "file.seek(0)", DOWNLOADS_TESTS, "goes on at the start of the file"),
    Mutant(
        DOWNLOADS, "(*mirrors, *remote.addresses)", "(*remote.addresses, *mirrors)", DOWNLOADS_TESTS, "mirrors last"
    ),
    Mutant(UNPACK, 'filter="data"', 'filter="fully_trusted"', UNPACK_TESTS, "writes outside its folder"),
    Mutant(LIST, "st_size}", "st_ino}", LIST_TESTS, "a digest of this machine"),
    Mutant(STREAM, "pixels[:, y1:y2, x1:x2]", "pixels[:, x1:x2, y1:y2]", STREAM_TESTS, "rows for columns"),
    Mutant(STREAM, "epoch + 1, index)", "0, index)", STREAM_TESTS, "the same crop in each epoch"),
    Mutant(STREAM, "drawn < self.context", "drawn > self.context * 3", STREAM_TESTS, "context for others"),
    Mutant(BATCHES, "batch[rank() :: world()]", "batch[: len(batch) // world()]", BATCHES_TESTS, "all take one half"),
    Mutant(BATCHES, "self.rows[self.first :]", "self.rows", BATCHES_TESTS, "goes on from the first batch"),
    Mutant(STEP, "len(labels) / whole)", "1)", STEP_TESTS, "pieces weigh as much as the whole"),
    Mutant(STEP, "targets = uniform_where(", "_ = uniform_where(", STEP_TESTS, "context-only pictures keep a label"),
    Mutant(NORM, "variance * (n / (n - 1))", "variance", NORM_TESTS, "running variance of the sample"),
    Mutant(
        KEPT,
        "if self.identity.get(name) != state",
        "if name == state",
        KEPT_TESTS,
        "any run",
    ),
    Mutant(ANSWERS, "sure[~right].mean()", "sure.mean()", ANSWERS_TESTS, "sure of right answers, too"),
    Mutant(ANSWERS, 'scheme="mass"', 'scheme="width"', ANSWERS_TESTS, "equal widths for equal mass"),
    Mutant(ANSWERS, "torch.arange(rank(), len(stream)", "torch.arange(0, len(stream)", ANSWERS_TESTS, "other rows"),
    Mutant(
        ANSWERS, "-logs.gather(1, labels[:, None])", "-logs.gather(1, predicted[:, None])", ANSWERS_TESTS, "NLL of ŷ"
    ),
    Mutant(LARGE, "* len(pictures) // count", "", LARGE_TESTS, "the first pictures alone"),
    Mutant(LARGE, "for quarter in (1, 2, 3)", "for quarter in (1, 2)", LARGE_TESTS, "the last fall is missing"),
    Mutant(TOGETHER, "if not job.study.streams:", "if job.study.streams:", TOGETHER_TESTS, "any study"),
    Mutant(BOXES, "context=recipe.context, ", "", BOXES_TESTS, "no context samples"),
    Mutant(BOXES, "mix=recipe.cutmix", "mix=False", BOXES_TESTS, "CutMix is hard labels"),
    Mutant(BOXES, "run.ask(network, newer)", "run.ask(network, whole)", BOXES_TESTS, "V1 for V2"),
    Mutant(ALIKE, "MANY[loss])", 'MANY["CE"])', ALIKE_TESTS, "one loss for all"),
]
