"""What npm installs for the server that runs on Node."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "peers" / "fastify"
MODULES = FOLDER / "node_modules"
INSTALLED = MODULES / ".installed"  # the lock file they were installed from, as a digest
NODE_VERSION = 20
SECONDS = 120.0

# The lock file says what to install and its digests, and names no host to take it from.
INSTALL = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
INSTALL += ["--no-update-notifier", "--loglevel=error", "--fetch-retries=1"]
INSTALL += ["--omit-lockfile-registry-resolved"]


def missing() -> str:
    """What this machine lacks to run it, after everything is installed that can be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "no Node here" if node is None else "no npm here"
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if not version.startswith("v") or int(version[1:].partition(".")[0]) < NODE_VERSION:
        return f"needs Node {NODE_VERSION} or later, here is {version}"
    with (FOLDER / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if INSTALLED.exists() and INSTALLED.read_text() == wanted:
            return ""
        try:
            done = subprocess.run(
                [npm, *INSTALL], cwd=FOLDER, capture_output=True, text=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            return "npm installs nothing here"
        if done.returncode:
            return f"npm installs nothing here: {done.stderr.strip().splitlines()[0]}"
        INSTALLED.write_text(wanted)
    return ""
