"""What differs between machines is told, cell by cell; what does not is not."""

import copy

import nbformat
import pytest
import torch
from machines import ELSEWHERE, HERE, LOOSE, Machine, differing, texts
from nudge import register

from nls_tutorial import losses


def book(*said: str, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_markdown_cell("words")]
    for text in said:
        output = nbformat.v4.new_output("stream", text=text)
        cells.append(nbformat.v4.new_code_cell("print(loss)", outputs=[output], metadata={"tags": list(tags)}))
    return nbformat.v4.new_notebook(cells=cells)


def test_the_two_machines_of_a_build_have_other_instructions_threads_and_roundings() -> None:
    assert HERE.variables == {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    assert ELSEWHERE.variables["ATEN_CPU_CAPABILITY"] == "default"
    assert ELSEWHERE.variables["OMP_NUM_THREADS"] == "2"
    assert [file.name for file in ELSEWHERE.startup] == ["nudge.py"]
    assert all(file.exists() for file in Machine(nudged=True, shift=1, watched=ELSEWHERE.startup[0]).startup)


def test_the_same_on_both_is_no_complaint() -> None:
    assert list(differing({HERE: book("one\n", "two\n"), ELSEWHERE: book("one\n", "two\n")})) == []


def test_the_cell_and_both_texts_are_told() -> None:
    (told,) = differing({HERE: book("exact\n", "a\nloss 72.8\n"), ELSEWHERE: book("exact\n", "a\nloss 72.7\n")})
    assert told.splitlines() == [
        "cell 3, which opens with 'print(loss)', says other things on other machines:",
        "  native instructions, 1 thread: loss 72.8",
        "  default instructions, 2 threads, nudged: loss 72.7",
    ]


def test_a_missing_line_is_told() -> None:
    (told,) = differing({HERE: book("a\nb\n"), ELSEWHERE: book("a\n")})
    assert "2 lines; default instructions, 2 threads, nudged: 1 lines" in told


def test_what_nobody_compares_may_differ() -> None:
    assert list(differing({HERE: book("1", tags=(LOOSE,)), ELSEWHERE: book("2", tags=(LOOSE,))})) == []


def test_every_text_counts_and_no_picture() -> None:
    kinds = {"text/plain": "a", "text/html": "<b>", "image/png": "x", "application/vnd.jupyter.widget-view+json": {}}
    outputs = [nbformat.v4.new_output("display_data", kinds), nbformat.v4.new_output("error", ename="E", evalue="why")]
    assert texts(nbformat.v4.new_code_cell("", outputs=outputs)) == ["<b>", "a", "E: why"]


def trained(network: torch.nn.Module) -> torch.Tensor:
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        losses.label_smoothing_cross_entropy(network(torch.eye(4)), torch.arange(4), epsilon=0.1).backward()
        optimizer.step()
    return torch.cat([weights.detach().flatten() for weights in network.parameters()])


def test_a_nudge_moves_what_is_trained_a_little_and_twice_by_the_same() -> None:
    start = torch.nn.Linear(4, 4)
    untouched = trained(copy.deepcopy(start))
    handle = register()
    try:
        nudged = [trained(copy.deepcopy(start)) for _ in range(2)]
    finally:
        handle.remove()
    assert nudged[0].equal(nudged[1])
    assert not nudged[0].equal(untouched)
    torch.testing.assert_close(nudged[0], untouched, rtol=1e-4, atol=1e-5)
    assert trained(copy.deepcopy(start)).equal(untouched)


@pytest.mark.parametrize("shift", [0, 6000])
def test_a_shift_is_told(shift: int) -> None:
    machine = Machine("avx2", 4, shift=shift)
    assert str(machine) == "avx2 instructions, 4 threads" + (", seeds + 6000" if shift else "")
    assert machine.variables.get("NLS_SEED_SHIFT") == ("6000" if shift else None)
