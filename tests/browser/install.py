"""Make sure there is a Chromium for the browser tests: Debian's where apt-get works, else the one from npm.

The headless shell comes first: a page opens in it with a third of the work that a whole Chromium without a window does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
CANDIDATES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NPM_FOLDER = Path(__file__).resolve().parents[2] / ".dougong" / "browser"
_UNPACK = (
    "import('@sparticuz/chromium').then(async m => process.stdout.write(await m.default.executablePath()))"
)


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in CANDIDATES:
        path = shutil.which(name)
        if path:
            return path
    kept = NPM_FOLDER / "path"
    return kept.read_text() if kept.exists() and Path(kept.read_text()).exists() else None


def _debian() -> None:
    if shutil.which("apt-get") is None:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELL, "fonts-noto-cjk"],
    ):
        try:
            subprocess.run(
                [*sudo, *command], check=True, env=environment, stdout=subprocess.DEVNULL, timeout=300
            )
        except (OSError, subprocess.SubprocessError):
            return


def _npm() -> None:
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    node = shutil.which("node")
    if npm is None or node is None:
        return
    subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "@sparticuz/chromium"],
        cwd=NPM_FOLDER,
        check=False,
    )
    done = subprocess.run([node, "-e", _UNPACK], cwd=NPM_FOLDER, check=False, capture_output=True, text=True)
    if done.returncode == 0 and done.stdout:
        (NPM_FOLDER / "path").write_text(done.stdout)


def main() -> None:
    """Install a browser when there is none; says which one is used."""
    if "CHROMIUM" not in os.environ and shutil.which(SHELL) is None:
        _debian()
    if find() is None:
        _npm()
    found = find()
    if found is None:
        sys.exit("No browser: install Chromium, or set CHROMIUM to its path.")
    print(f"browser: {found}")


if __name__ == "__main__":
    main()
