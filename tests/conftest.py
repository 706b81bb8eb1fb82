"""Under pytest, trial's temporary folders go to a temporary folder, too; and what all servers wrote is looked through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.collected import COLLECTED


@pytest.fixture(autouse=True, scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs the suite in a folder of its own, as `trial` does with _trial_temp."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("suite"))
        yield
    assert Path.cwd().exists()


@pytest.fixture(autouse=True, scope="session")
def no_password_was_written(elsewhere: None) -> Iterator[None]:
    """By any server of this run, in whichever order its tests came."""
    yield
    assert COLLECTED.betrayed() == []
