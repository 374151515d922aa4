"""Takes files in while they arrive: of one that is larger than any that is kept, no more than that lands on the disk."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

# So much a form may bring at all (`project/bodies.py`). What is larger comes in pieces (`entries/uploading.py`).
MOST_BYTES = 128 * 1024 * 1024


class NoMoreThanIsKept(TemporaryFileUploadHandler):
    """Writes the beginning alone of what is too large. Its true size is told, by which it is refused in words."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= MOST_BYTES:
            super().receive_data_chunk(raw_data, start)
