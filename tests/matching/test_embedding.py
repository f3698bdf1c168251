import numpy as np
import pytest

from matching.embedding import CharacterEmbedder, Embedder, UniversalSentenceEmbedder, available, embedder
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
    with pytest.raises(ValueError, match=r"embedder 'word2vec': expected one of: .*characters-512"):
        embedder("word2vec")
    assert embedder() is embedder("universal-sentence-encoder")
