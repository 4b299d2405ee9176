"""Training, and stopping, gone wrong."""

from mutants.harness import Mutant

AUGMENT, BAR, BATCHES, CALLS, CHECKPOINT, IDENTITY, INPUTS, LOOP, MEAN, RANDOMNESS = (
    f"nls_tutorial/training/{leaf}.py"
    for leaf in (
        *("augment", "progress_bar", "batches", "calls", "checkpoint", "identity", "inputs", "loop", "running_mean"),
        "randomness",
    )
)
MANY, STACK, STEPS, STREAMS = (
    f"nls_tutorial/training/{leaf}.py" for leaf in ("many", "stack", "many_steps", "streams")
)
MANY_TESTS = "tests/training/test_many.py"
AUGMENT_TESTS, BAR_TESTS, BATCH_TESTS, CALL_TESTS, INPUT_TESTS, LOOP_TESTS, MEAN_TESTS = (
    f"tests/training/test_{leaf}.py"
    for leaf in ("augment", "progress_bar", "batches", "calls", "inputs", "loop", "running_mean")
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
LONGER_TESTS = "tests/training/test_checkpoint.py::test_a_longer_run_goes_on_from_a_shorter_ones_checkpoint"
AGAIN_TESTS = "tests/training/test_checkpoint.py::test_a_model_that_was_interrupted_goes_on"
FILE_TESTS = " ".join(
    f"tests/training/test_checkpoint.py::test_{name}"
    for name in (
        "two_runs_with_one_checkpoint",
        "a_folder_that_cannot_be_written_is_noticed_before_the_first_epoch",
        "too_little_space_is_noticed_before_the_first_epoch",
    )
)
PRINT_TESTS = "tests/training/test_fingerprint.py"
FILE, FINGERPRINT = "nls_tutorial/training/checkpoint_file.py", "nls_tutorial/training/fingerprint.py"

MUTANTS = [
    Mutant(LOOP, "        optimizer.zero_grad()\n", "", LOOP_TESTS, "gradients pile up"),
    Mutant(
        BATCHES,
        'randperm(count, generator=generator, device="cpu")',
        "arange(count)",
        LOOP_TESTS,
        "always the same order",
    ),
    Mutant(BATCHES, "if join and len", "if len", BATCH_TESTS, "joins without batch norm"),
    Mutant(BATCHES, "len(batches[-1]) == 1 < batch_size", "len(batches[-1]) < batch_size", BATCH_TESTS, "joins any"),
    Mutant(BATCHES, "batch.images if generator is None else", "", BATCH_TESTS, "validation pictures are changed"),
    Mutant(LOOP, "join=has_batch_norm(model)", "join=False", LOOP_TESTS, "batch norm sees a single sample"),
    Mutant(MEAN, "loss.detach() * samples", "loss.detach()", MEAN_TESTS, "a mean of sums"),
    Mutant(MEAN, "(targets >= 0) & (targets < outputs.shape[1])", "targets == targets", MEAN_TESTS, "counts padding"),
    Mutant(
        MEAN,
        "torch.zeros((), dtype=torch.int64",
        "torch.zeros((), dtype=torch.float32",
        MEAN_TESTS,
        "float32 stops counting",
    ),
    Mutant(LOOP, "    model.train()\n", "", LOOP_TESTS, "no training mode"),
    Mutant(LOOP, "    model.eval()\n", "", LOOP_TESTS, "validation data in training mode"),
    Mutant(LOOP, "model.to(original_device).eval()", "model.to(original_device)", LOOP_TESTS, "ends in training mode"),
    Mutant(
        LOOP,
        "data.select(indices).to(device), None)",
        "data.select(indices).to(device), torch.Generator())",
        LOOP_TESTS,
        "validation pictures are augmented",
    ),
    Mutant(LOOP, "row[2:3] if", "row[:1] if", LOOP_TESTS, "the schedule follows the training loss"),
    Mutant(LOOP, "schedule.step(", "schedule.state_dict(", LOOP_TESTS, "a schedule that stands still"),
    Mutant(LOOP, "                checkpointer.save(rows)\n", "", STOPPED_TESTS, "never saves"),
    Mutant(INPUTS, "closure.default is inspect.Parameter.empty", "False", INPUT_TESTS, "LBFGS"),
    Mutant(INPUTS, "if not validated:", "if False:", INPUT_TESTS, "a plateau of nothing"),
    Mutant(CALLS, "        if not _in_torch(error.__traceback__):\n            raise\n", "", CALL_TESTS, "hides"),
    Mutant(CALLS, "return model(*inputs)", "return model(inputs)", CALL_TESTS, "a tuple is one input"),
    Mutant(MANY, "key=lambda pair: pair[0]", "key=lambda pair: -pair[0]", MANY_TESTS, "histories in another order"),
    Mutant(MANY, "        model.train()\n", "        model.eval()\n", MANY_TESTS, "stays in evaluation mode"),
    Mutant(STACK, "own[name].copy_(tensor.data)", "own[name].copy_(own[name])", MANY_TESTS, "forgets what was learned"),
    Mutant(STACK, "tensor.requires_grad_(name in trained)", "tensor.requires_grad_(True)", MANY_TESTS, "thaws"),
    Mutant(STREAMS, "tensor[each]", "tensor", MANY_TESTS, "streams and networks do not fit"),
    Mutant(STEPS, "self.back.to(found[0].device)", "self.back.to(found[0].device).flip(0)", MANY_TESTS, "mixed losses"),
    Mutant(STEPS, "type(optimizer) in ELEMENTWISE", "True", MANY_TESTS, "one norm for all networks"),
    Mutant(STEPS, "not follows_validation(scheduler))", "True)", MANY_TESTS, "one plateau for all networks"),
    Mutant(RANDOMNESS, "set_random_state(before, device)", "pass", LOOP_TESTS, "moves the global random numbers"),
    Mutant(RANDOMNESS, "default_generator.manual_seed(seed)", "default_generator.seed()", LOOP_TESTS, "wild dropout"),
    Mutant(RANDOMNESS, "Generator().manual_seed(seed)", "Generator().manual_seed(0)", LOOP_TESTS, "one order for all"),
    Mutant(MEAN, "not math.isfinite(loss)", "False", LOOP_TESTS, "trains on with NaN"),
    Mutant(AUGMENT, "width - 1 - columns", "width - columns", AUGMENT_TESTS, "mirrored one pixel off"),
    Mutant(AUGMENT, "torch.randint(0, 2 * shift + 1", "torch.randint(0, 2 * shift", AUGMENT_TESTS, "never to the end"),
    Mutant(AUGMENT, "torch.randint(0, 2, (batch,)", "torch.randint(0, 1, (batch,)", AUGMENT_TESTS, "no mirror"),
    Mutant(BAR, "sys.stderr.isatty() or _in_notebook()", "True", BAR_TESTS, "talks to a log file"),
    Mutant(BAR, "leave=False", "leave=True", BAR_TESTS, "a bar that stays"),
    Mutant(CHECKPOINT, 'self.generator.set_state(state["order"])', "pass", STOPPED_TESTS, "forgets the order"),
    Mutant(CHECKPOINT, "part.load_state_dict(state[name])", "pass", STOPPED_TESTS, "forgets the weights"),
    Mutant(
        CHECKPOINT,
        '{"model": model, "optimizer": optimizer}',
        '{"model": model}',
        STOPPED_TESTS,
        "forgets the momentum",
    ),
    Mutant(CHECKPOINT, "if self.newest_is_whole else None", "", DAMAGED_TESTS, "a damaged file replaces a whole one"),
    Mutant(FILE, "hexdigest().encode() != digest", "hexdigest().encode() == b''", DAMAGED_TESTS, "no checksum"),
    Mutant(FILE, 'map_location="cpu", weights_only=True)', "weights_only=False)", DAMAGED_TESTS, "runs code"),
    Mutant(CHECKPOINT, "read(self.previous)", "read(self.path)", DAMAGED_TESTS, "no way back"),
    Mutant(CHECKPOINT, "if len(rows) > epochs:", "if False:", LONGER_TESTS, "a shorter run from a longer one"),
    Mutant(CHECKPOINT, "if kind is not None and self.at_work:", "if False:", AGAIN_TESTS, "a model half trained"),
    Mutant(CHECKPOINT, "self.lock.acquire()", "pass", FILE_TESTS, "two runs with one file"),
    Mutant(CHECKPOINT, "        self._try_to_write(rows)\n", "", FILE_TESTS, "a full folder is noticed too late"),
    Mutant(IDENTITY, "kept.get(name) != now.get(name)", "False", OTHER_RUN_TESTS, "takes up another run"),
    Mutant(IDENTITY, '"weights": model.state_dict(),', '"weights": None,', OTHER_RUN_TESTS, "five seeds are one"),
    Mutant(
        FINGERPRINT, "        for variable, cell in", "        for variable, cell in () and", PRINT_TESTS, "no closures"
    ),
    Mutant(FINGERPRINT, "if variable in function.__globals__:", "if False:", PRINT_TESTS, "no globals"),
    Mutant(FINGERPRINT, "code {code_digest(function.__code__)}", "code", PRINT_TESTS, "all functions are one"),
]
