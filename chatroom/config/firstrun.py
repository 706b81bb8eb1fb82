"""The first run in a folder without a configuration: the sample is put there, and the house opens with it (G902).

It knows nothing of ports and prints nothing; whoever calls tells people what has happened.
"""

from importlib.resources import files
from pathlib import Path

from chatroom.config import load, yaml_form
from chatroom.config.complaints import Findings
from chatroom.config.settings import Settings

NAME = "channels.yaml"


def sample() -> str:
    """The commented configuration that a newcomer begins with."""
    return files("chatroom").joinpath("sample.yaml").read_text(encoding="utf-8")


def first_run(folder: Path) -> tuple[Path | None, Settings]:
    """Puts the sample into `folder` as channels.yaml and gives its settings, and the path of the file if it was written.

    A channels.yaml that is there already is left as it is, and is the one that counts. Where nothing can be written the
    settings are the sample's, as if it lay in `folder`. Raises BadConfig for a file that was there and is wrong.
    """
    path = Path(folder) / NAME
    try:
        _write(path)
    except FileExistsError:
        return None, load(path)
    except OSError:
        return None, yaml_form.read(sample(), Path(folder).absolute(), None, Findings(NAME))
    return path, load(path)


def _write(path: Path) -> None:
    """All of it or nothing: half a sample would be a configuration that nobody wrote."""
    text = sample()
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink()
            raise
