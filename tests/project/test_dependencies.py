"""environment.yml and constraints.txt say what pyproject.toml says."""

import re

import constraints
import environment
import pytest
import yaml
from packaging.requirements import Requirement
from project import requirements

PINS = dict(line.split("==") for line in constraints.TARGET.read_text(encoding="utf-8").splitlines())


def test_the_conda_environment_is_in_step() -> None:
    assert environment.TARGET.read_text(encoding="utf-8") == environment.text(), "run python tools/environment.py"


def test_the_conda_environment_can_be_read_and_installs_the_package() -> None:
    read = yaml.safe_load(environment.TARGET.read_text(encoding="utf-8"))
    assert read["dependencies"][-1] == {"pip": ["-e .[course]"]}
    assert len(read["dependencies"]) == len(requirements(extras=["course"])) + 3  # python, pip and the package itself


def test_constraints_are_bare_versions_in_order() -> None:
    lines = constraints.TARGET.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9-]*==\d[\w.]*", line)] == []
    assert list(PINS) == sorted(PINS)


@pytest.mark.parametrize("needed", requirements("test"), ids=lambda needed: needed.name)
def test_a_direct_dependency_is_constrained_within_its_range(needed: Requirement) -> None:
    assert needed.name in PINS, "run python tools/constraints.py in an environment that has the test group"
    assert needed.specifier.contains(PINS[needed.name])


@pytest.mark.parametrize("needed", requirements("test"), ids=lambda needed: needed.name)
def test_a_direct_dependency_has_a_lower_and_an_upper_bound(needed: Requirement) -> None:
    assert sorted(part.operator for part in needed.specifier) == ["<", ">="]
