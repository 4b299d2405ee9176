"""One lesson as several machines would run it, and which of its outputs come out differently.

A machine here is the environment of a kernel: the instructions that its libraries may use, its number of threads, and
whether its trainings are nudged (tools/nudge.py). What is trained, or added up in an order that the processor chooses,
differs between them; what is exact does not. Only the second kind may be compared as text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

TOOLS = Path(__file__).parent
LOOSE = "nbval-ignore-output"  # the tag of a cell whose outputs nobody compares; its assertions say what must hold
PICTURES = re.compile(r"image/|application/vnd\.jupyter\.widget")
INSTRUCTIONS = {  # what a processor of this kind may use; on one that knows none of these names they change nothing
    "default": {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41", "MKL_ENABLE_INSTRUCTIONS": "SSE4_2"},
    "avx2": {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
    "native": {},
}


@dataclass(frozen=True)
class Machine:
    """The instructions, the threads, whether trainings are nudged, by how much seeds are shifted.

    `watched` is the file to which its assertions tell their room (tools/rooms.py).
    """

    instructions: str = "native"
    threads: int = 1
    nudged: bool = False
    shift: int = 0
    watched: Path | None = None

    def __str__(self) -> str:
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        extras = [", nudged" if self.nudged else "", f", seeds + {self.shift}" if self.shift else ""]
        return f"{self.instructions} instructions, {threads}{''.join(extras)}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of such a machine's kernel."""
        threads = str(self.threads)
        wanted = {**INSTRUCTIONS[self.instructions], "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
        wanted["OMP_WAIT_POLICY"] = (
            "PASSIVE"  # where others compute, too, threads that spin while they wait take minutes
        )
        if self.shift:
            wanted["NLS_SEED_SHIFT"] = str(self.shift)
        if self.watched:
            wanted["NLS_ROOMS"] = str(self.watched)
        return wanted

    @property
    def startup(self) -> list[Path]:
        """What its kernel runs first."""
        wanted = [("nudge", self.nudged), ("shifted", self.shift), ("rooms", self.watched)]
        return [TOOLS / f"{name}.py" for name, on in wanted if on]


HERE = Machine()  # whose outputs are stored
ELSEWHERE = Machine("default", 2, nudged=True)  # as unlike it as one run can be


def texts(cell: NotebookNode) -> list[str]:
    """What a cell's outputs say, and a strict comparison compares: all but pictures and live views."""
    said = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            said.append(output.text)
        elif output.output_type == "error":
            said.append(f"{output.ename}: {output.evalue}")
        else:
            said += [str(data) for kind, data in sorted(output.data.items()) if not PICTURES.match(kind)]
    return said


def differing(runs: Mapping[Machine, NotebookNode]) -> Iterator[str]:
    """A complaint for each cell that is compared as text and says other things on other machines."""
    (first, book), *others = runs.items()
    for position, cell in enumerate(book.cells):
        if cell.cell_type != "code" or LOOSE in cell.metadata.get("tags", []):
            continue
        for machine, other in others:
            mine, theirs = texts(cell), texts(other.cells[position])
            if mine != theirs:
                opening = next(line for line in cell.source.splitlines() if line.strip())
                told = "\n".join(_unlike(mine, theirs, str(first), str(machine)))
                yield f"cell {position + 1}, which opens with {opening!r}, says other things on other machines:\n{told}"
                break


def _unlike(mine: Sequence[str], theirs: Sequence[str], first: str, second: str) -> Iterator[str]:
    """The lines in which the two texts differ."""
    a, b = ("\n".join(said).splitlines() for said in (mine, theirs))
    for one, two in zip(a, b, strict=False):
        if one != two:
            yield f"  {first}: {one}\n  {second}: {two}"
    if len(a) != len(b):
        yield f"  {first}: {len(a)} lines; {second}: {len(b)} lines"
