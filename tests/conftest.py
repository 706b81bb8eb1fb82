"""Under pytest, trial's temporary folders go to a temporary folder, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs the suite in a folder of its own, as `trial` does with _trial_temp."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("suite"))
        yield
    assert Path.cwd().exists()
