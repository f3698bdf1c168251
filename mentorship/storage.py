"""Where uploaded files lie: a folder, or a bucket that speaks S3. `Place.of` reads MENTORSHIP_STORAGE.

Nothing is ever served from there: every file goes through a view that looks at who asks. So a bucket stays private, no
address of it reaches a browser, and what works with a folder works with a bucket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SCHEME = "s3"
IN_MEMORY = 2 * 1024**2  # bytes of a file that is read; what is larger is laid into the temporary folder
MISSING = (
    "names a bucket, and the packages for that are not installed: pip install 'django-storages[s3]>=1.14.6,<2' "
    "(docs/operators/storage.md)"
)


@dataclass(frozen=True)
class Place:
    """A folder, or a `bucket`. `prefix` is a folder in the bucket, without slashes around it; `endpoint` and `region` may be
    empty, and then are those of AWS and of its environment."""

    folder: Path | None = None
    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    @classmethod
    def of(cls, value: str) -> Place:
        """Reads a path, or s3://bucket/prefix?endpoint=https://…&region=…. Raises ValueError in words."""
        if "://" not in value:
            return cls(folder=Path(value).absolute())
        url = urlsplit(value)
        if url.scheme != SCHEME or not url.hostname:
            raise ValueError("is a folder, or s3://bucket/prefix?endpoint=https://…&region=…")
        if url.username or url.password:
            raise ValueError(
                "holds a key: give it as MENTORSHIP_S3_KEY and MENTORSHIP_S3_SECRET, which can come from files"
            )
        asked = parse_qs(url.query, keep_blank_values=True)
        if unknown := sorted(asked.keys() - {"endpoint", "region"}):
            raise ValueError(
                f"knows endpoint and region after the question mark, and not {', '.join(unknown)}"
            )
        endpoint = asked.get("endpoint", [""])[0].rstrip("/")
        if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
            raise ValueError("has an endpoint that is no address: it begins with https://")
        return cls(
            bucket=url.netloc,
            prefix=unquote(url.path).strip("/"),
            endpoint=endpoint,
            region=asked.get("region", [""])[0],
        )

    def backend(self, key: str = "", secret: str = "") -> dict[str, Any]:
        """Django's STORAGES entry. Without a key boto3 looks for one by its own rules: AWS_* variables, the machine's role.
        Raises ValueError in words where packages are missing."""
        if self.folder is not None:
            return {"BACKEND": "mentorship.folder.FolderStorage"}  # in MEDIA_ROOT
        if find_spec("storages") is None or find_spec("boto3") is None:
            raise ValueError(MISSING)
        return {"BACKEND": "mentorship.bucket.BucketStorage", "OPTIONS": self._options(key, secret)}

    def _options(self, key: str, secret: str) -> Mapping[str, Any]:
        return {
            "bucket_name": self.bucket,
            "location": self.prefix,
            "endpoint_url": self.endpoint or None,
            "region_name": self.region or None,
            "access_key": key or None,
            "secret_key": secret or None,
            # Buckets of one's own server are known by path and not by a name of their own.
            "addressing_style": "path" if self.endpoint else "auto",
            "signature_version": "s3v4",
            "default_acl": None,  # that of the bucket, which is private
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": IN_MEMORY,
        }
