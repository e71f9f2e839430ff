"""Many phrases looked for at once in folded words: a trie walked once over a text. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Node(Generic[T]):
    """A step of the trie: what may follow, and what ends here."""

    __slots__ = ("items", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node[T]] = {}
        self.items: list[T] = []


class Phrases(Generic[T]):
    """Phrases of folded words, each with what it stands for."""

    def __init__(self) -> None:
        self.root: Node[T] = Node()

    def add(self, words: Sequence[str], item: T) -> None:
        """Several items may share one phrase."""
        node = self.root
        for word in words:
            node = node.next.setdefault(word, Node())
        node.items.append(item)

    def item(self, words: Sequence[str], make: Callable[[], T]) -> T:
        """The one item of a phrase, made where there is none yet."""
        node = self.root
        for word in words:
            node = node.next.setdefault(word, Node())
        if not node.items:
            node.items.append(make())
        return node.items[0]

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Node[T]]]:
        """Phrases that begin at ``start``, shortest first: the end of each and its node."""
        node = self.root.next.get(words[start])
        while node is not None:
            start += 1
            if node.items:
                yield start, node
            if start == len(words):
                return
            node = node.next.get(words[start])
