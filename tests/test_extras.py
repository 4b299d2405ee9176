"""What is missing is named with the extra that brings it; other failures stay as they are."""

import pytest

from nls_tutorial.extras import needs


def test_a_missing_package_is_named_with_its_extra() -> None:
    rule = r"^no_such_thing must be installed .*'scenes': .*tutorial\[scenes\]'\.$"
    with pytest.raises(ModuleNotFoundError, match=rule) as told, needs("scenes"):
        import no_such_thing.part  # noqa: F401
    assert told.value.name == "no_such_thing"
    assert isinstance(told.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize("name", ["nls_tutorial.no_such_room", ""])
def test_our_own_mistake_is_no_missing_extra(name: str) -> None:
    error = ModuleNotFoundError("as it was", name=name)
    with pytest.raises(ModuleNotFoundError, match=r"^as it was$"), needs("data"):
        raise error


def test_what_is_there_is_imported() -> None:
    with needs("data"):
        import json
    assert json.loads("1") == 1
