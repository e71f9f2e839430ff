"""What others offer for near-copies and stories, each set up as its documentation advises.

Every peer is given folded text, without which all of them are worse, and no more help than ours.
"""

from collections.abc import Callable, Sequence
from typing import Any

import rensa
from datasketch import MinHash, MinHashLSH
from river.cluster import TextClust
from river.feature_extraction import BagOfWords
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from benchmarks.story_scores import components
from intake.fold import fold

PERMUTATIONS, BANDS = 126, 42  # the best of 16, 32 and 42 bands on the development set
GRAM = 5  # letters; words by one and two, and 4 letters, were no better for any peer
Copies = Callable[[Sequence[str]], list[int]]


def grams(text: str) -> list[str]:
    """Runs of five characters of the folded text, signs left out."""
    plain = "".join(c for c in fold(text) if c.isalnum() or c == " ")
    return [plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1))]


def datasketch_copies(threshold: float) -> Copies:
    """MinHash LSH of datasketch, streaming, hits checked by the estimated Jaccard."""

    def run(texts: Sequence[str]) -> list[int]:
        index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        kept: list[Any] = []
        links = []
        for at, text in enumerate(texts):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([s.encode() for s in grams(text)])
            hits = [h for h in index.query(sketch) if sketch.jaccard(kept[h]) >= threshold]
            links += [(at, h) for h in hits]
            index.insert(at, sketch)
            kept.append(sketch)
        return components(len(texts), links)

    return run


def rensa_copies(threshold: float) -> Copies:
    """MinHash LSH of rensa (Rust), streaming, hits checked by the estimated Jaccard."""

    def run(texts: Sequence[str]) -> list[int]:
        index = rensa.RMinHashLSH(threshold, PERMUTATIONS, BANDS)
        kept: list[Any] = []
        links = []
        for at, text in enumerate(texts):
            sketch = rensa.RMinHash(PERMUTATIONS, 42)
            sketch.update(grams(text))
            hits = [h for h in index.query(sketch) if sketch.jaccard(kept[h]) >= threshold]
            links += [(at, h) for h in hits]
            index.insert(at, sketch)
            kept.append(sketch)
        return components(len(texts), links)

    return run


def tfidf_copies(threshold: float) -> Copies:
    """Cosine of scikit-learn's tf-idf of 3 to 5 letters, every pair of texts."""

    def run(texts: Sequence[str]) -> list[int]:
        cut = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        vectors = cut.fit_transform([fold(t) for t in texts])
        links: list[tuple[int, int]] = []
        for start in range(0, len(texts), 500):
            alike = (vectors[start : start + 500] @ vectors.T).tocoo()
            near = alike.data >= threshold
            links += zip((alike.row[near] + start).tolist(), alike.col[near].tolist(), strict=True)
        return components(len(texts), links)

    return run


def hdbscan_stories(texts: Sequence[str]) -> list[int]:
    """HDBSCAN on latent semantics of tf-idf, all texts at once; what it calls noise stands alone.

    Fifty dimensions, and clusters from ten texts in a long stream: the best of 20, 50, 100 and of
    2, 5, 10 on the news titles. Few texts have clusters from two.
    """
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([fold(t) for t in texts])
    latent = TruncatedSVD(min(50, len(texts) - 1, vectors.shape[1] - 1), random_state=0)
    unit = normalize(latent.fit_transform(vectors))
    found = HDBSCAN(
        min_cluster_size=10 if len(texts) > 1000 else 2, metric="euclidean", copy=True
    ).fit_predict(unit)
    return [int(label) if label >= 0 else -1 - at for at, label in enumerate(found)]


def average_link_stories(texts: Sequence[str]) -> list[int]:
    """Average link on cosine distances of folded tf-idf, cut at .9; all texts at once."""
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([fold(t) for t in texts])
    cut = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0.9, metric="cosine", linkage="average"
    )
    return [int(label) for label in cut.fit_predict(vectors.toarray())]


def textclust_stories(texts: Sequence[str]) -> list[int]:
    """river's TextClust, streaming: the micro-cluster nearest when the text came."""
    make: Any = TextClust  # ships no types
    cut: Any = BagOfWords(lowercase=True)
    model = make(radius=0.6, real_time_fading=False, tgap=1000)
    found: list[int] = []
    for text in texts:
        words = cut.transform_one(fold(text))
        model.learn_one(words)
        nearest = model.predict_one(words, type="micro")
        found.append(-1 - len(found) if nearest is None else int(nearest))
    return found
