"""What is installed from a wheel is what is run from a clone."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.tree import ROOT, committed_files, shown

_WITHOUT_THE_CLONE = """
import json, sandbox
from sandbox.inprocess import start
from sandbox.remote import Sandbox
with start("asgi") as running:
    space = Sandbox(running.url, transport=running.transport).create_space(id="essai")
    print(sandbox.__file__, json.loads(space.snapshot())["space"]["contents"])
"""


def test_the_wheel_holds_every_file_of_the_sandbox(tmp_path: Path) -> None:
    """Pages, templates, migrations, texts and seeds travel with the code that reads them, which
    runs from there.
    """
    source = tmp_path / "source"
    ours = [path for path in committed_files() if shown(path).startswith(("sandbox/", "seed/"))]
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
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT_THE_CLONE],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [str(installed / "sandbox" / "__init__.py"), "full"]
