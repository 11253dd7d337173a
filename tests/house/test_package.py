"""What is installed from a wheel is what is run from a clone."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.tree import ROOT, committed_files, shown


def test_the_wheel_holds_every_file_of_the_sandbox(tmp_path: Path) -> None:
    """Pages, templates, migrations and texts travel with the code that reads them."""
    source = tmp_path / "source"
    ours = [path for path in committed_files() if shown(path).startswith("sandbox/")]
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *ours]:
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    offline = "--quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation"
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *offline.split(), "-w", str(tmp_path), str(source)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert ours
    assert not {shown(path) for path in ours} - held
