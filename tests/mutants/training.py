"""Training, and stopping, gone wrong."""

from mutants.harness import Mutant

AUGMENT, BAR, CHECKPOINT, IDENTITY, INPUTS, LOOP, RANDOMNESS = (
    f"nls_tutorial/training/{leaf}.py"
    for leaf in ("augment", "progress_bar", "checkpoint", "identity", "inputs", "loop", "randomness")
)
AUGMENT_TESTS, BAR_TESTS, LOOP_TESTS = (
    f"tests/training/test_{leaf}.py" for leaf in ("augment", "progress_bar", "loop")
)
# without the run that is killed for real: it takes seconds, and the others must notice on their own
STOPPED_TESTS = " ".join(
    f"tests/training/test_checkpoint.py::test_{name}"
    for name in ("stopped_in_any_epoch", "stopped_between_any_two_steps_of_saving", "a_checkpoint_changes_nothing")
)
DAMAGED_TESTS = " ".join(
    f"tests/training/test_checkpoint.py::test_{name}"
    for name in (
        "a_damaged_file_is_said_so_and_the_previous_one_used",
        "a_damaged_file_never_takes_the_place_of_a_whole_one",
        "both_damaged",
        "code_in_a_checkpoint_is_not_run",
    )
)
OTHER_RUN_TESTS = "tests/training/test_checkpoint.py::test_a_checkpoint_of_another_run_is_refused"

MUTANTS = [
    Mutant(LOOP, "        steps.zero_grad()\n", "", LOOP_TESTS, "gradients pile up"),
    Mutant(LOOP, "randperm(len(data), generator=order)", "arange(len(data))", LOOP_TESTS, "always the same order"),
    Mutant(LOOP, "total += value.detach() * len(batch)", "total += value.detach()", LOOP_TESTS, "a mean of sums"),
    Mutant(LOOP, "    model.train()\n", "", LOOP_TESTS, "no training mode"),
    Mutant(LOOP, "    model.eval()\n", "", LOOP_TESTS, "held-out data in training mode"),
    Mutant(LOOP, "    model.to(before).eval()", "    model.to(before)", LOOP_TESTS, "ends in training mode"),
    Mutant(LOOP, "augment(images, order)", "images", LOOP_TESTS, "no augmentation"),
    Mutant(LOOP, "schedule.step()", "schedule.state_dict()", LOOP_TESTS, "a schedule that stands still"),
    Mutant(LOOP, "            keeper.save(rows)\n", "", STOPPED_TESTS, "never saves"),
    Mutant(RANDOMNESS, "set_random_state(before, place)", "pass", LOOP_TESTS, "moves the global random numbers"),
    Mutant(RANDOMNESS, "default_generator.manual_seed(seed)", "default_generator.seed()", LOOP_TESTS, "wild dropout"),
    Mutant(RANDOMNESS, "Generator().manual_seed(seed)", "Generator().manual_seed(0)", LOOP_TESTS, "one order for all"),
    Mutant(INPUTS, "not math.isfinite(mean)", "False", LOOP_TESTS, "trains on with NaN"),
    Mutant(AUGMENT, "width - 1 - columns", "width - columns", AUGMENT_TESTS, "mirrored one pixel off"),
    Mutant(AUGMENT, "torch.randint(0, 2 * shift + 1", "torch.randint(0, 2 * shift", AUGMENT_TESTS, "never to the end"),
    Mutant(AUGMENT, "torch.randint(0, 2, (batch,)", "torch.randint(0, 1, (batch,)", AUGMENT_TESTS, "no mirror"),
    Mutant(BAR, "sys.stderr.isatty() or _in_notebook()", "True", BAR_TESTS, "talks to a log file"),
    Mutant(BAR, "leave=False", "leave=True", BAR_TESTS, "a bar that stays"),
    Mutant(CHECKPOINT, 'self.order.set_state(state["order"])', "pass", STOPPED_TESTS, "forgets the order"),
    Mutant(CHECKPOINT, "part.load_state_dict(state[name])", "pass", STOPPED_TESTS, "forgets the weights"),
    Mutant(
        CHECKPOINT,
        '{"model": model, "optimizer": optimizer}',
        '{"model": model}',
        STOPPED_TESTS,
        "forgets the momentum",
    ),
    Mutant(CHECKPOINT, "if self.newest_is_whole else None", "", DAMAGED_TESTS, "a damaged file replaces a whole one"),
    Mutant(CHECKPOINT, "hexdigest().encode() != digest", "hexdigest().encode() == b''", DAMAGED_TESTS, "no checksum"),
    Mutant(CHECKPOINT, "weights_only=True)", "weights_only=False)", DAMAGED_TESTS, "runs code from a file"),
    Mutant(CHECKPOINT, "_read(self.previous)", "_read(self.path)", DAMAGED_TESTS, "no way back"),
    Mutant(CHECKPOINT, "if kept[name] != now", "if kept[name] is None", OTHER_RUN_TESTS, "takes up another run"),
    Mutant(IDENTITY, '"loss": does', '"loss": "a loss"', OTHER_RUN_TESTS, "all losses are one"),
    Mutant(
        IDENTITY, "_digest(_bytes(data.images), _bytes(data.labels))", '"same"', OTHER_RUN_TESTS, "all data are one"
    ),
]
