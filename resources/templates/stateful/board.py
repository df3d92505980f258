"""The notices, in an SQLite file that survives a crash at any moment."""

import sqlite3
import threading
import time
from pathlib import Path

LONGEST = 500
MOST = 1000


class Board:
    """Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(folder / "board.db", check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY, at INTEGER, text TEXT)")
        self._base.commit()

    def add(self, text: str) -> None:
        """Puts up a notice; takes the oldest down when the board is full. Raises ValueError for an unfit text."""
        text = text.strip()
        if not text:
            raise ValueError("A notice needs some text.")
        if len(text) > LONGEST:
            raise ValueError(f"A notice has at most {LONGEST} characters; this one has {len(text)}.")
        with self._lock, self._base:
            self._base.execute("INSERT INTO notice (at, text) VALUES (?, ?)", (int(time.time()), text))
            self._base.execute(
                "DELETE FROM notice WHERE id NOT IN (SELECT id FROM notice ORDER BY id DESC LIMIT ?)", (MOST,)
            )

    def all(self) -> list[tuple[int, str]]:
        """When and what, the latest first."""
        with self._lock:
            return list(self._base.execute("SELECT at, text FROM notice ORDER BY id DESC"))

    def clear(self) -> int:
        """Takes everything down; gives how many notices there were."""
        with self._lock:
            with self._base:
                gone = self._base.execute("DELETE FROM notice").rowcount
            # What was deleted must not stay readable in the file.
            self._base.execute("VACUUM")
            return gone

    def close(self) -> None:
        with self._lock:
            self._base.close()
