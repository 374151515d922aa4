"""The home: the one folder that holds all state of a commons."""

import os
import secrets
from pathlib import Path


def home_folder() -> Path:
    """The folder named by `COMMONPLACE_HOME`, made if absent and readable by its owner only."""
    folder = Path(os.environ.get("COMMONPLACE_HOME", "var")).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(home: Path) -> str:
    """The secret that signs cookies and links, from its file; made once, readable by its owner only."""
    file = Path(os.environ.get("COMMONPLACE_SECRET_FILE", home / "secret"))
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50))
    return file.read_text(encoding="ascii").strip()
