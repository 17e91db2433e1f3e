import functools
import sys


def cached(limit):
    """A decorator with an argument, so two functions deep."""
    table = {}

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            key = args
            if key not in table:
                table[key] = function(*args)
            return table[key]

        wrapper.limit = limit
        return wrapper

    return decorate


class Tree:
    class Node:
        __slots__ = ("left", "right")
        fill = 0.5

        def __init__(self, left, right):
            self.left = left
            self.right = right

        class Iterator:
            def __next__(self):
                raise StopIteration

    if sys.version_info >= (3, 12):
        order = 64

        def walk(self):
            yield from self.root

    else:
        order = 32

        def walk(self):
            return iter(self.root)

    @cached(limit=10)
    @functools.lru_cache
    def depth(self, node):
        def measure(n):
            below = max(measure(n.left), measure(n.right))
            return below + 1

        self.measured = True
        return measure(node)


def build(items):
    class Local(Tree):
        name = "local"

        def size(self):
            return len(items)

    result = Local()
    return result


for name in sys.argv[1:]:
    option, value = name.split("=")
    with open(value) as stream:
        text = stream.read()
        if text:
            TOTAL = len(text)

while True:
    def handler(event):
        seen = event
        return seen

    break
