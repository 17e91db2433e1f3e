#!/usr/bin/env python3
"""The module."""
import os
import sys
from x import (
    a,
    b,
)

# region Constants
LIMIT = 10  # no more
#: How they are called.
NAMES = [
    "one",
]
# endregion


class Thing(Base, metaclass=Meta):
    """A thing.

    Long words.
    """

    size: int = 3

    @property
    def area(self) -> int:
        r'''The area.'''
        if self.size:
            return 1

        return 2

    async def run(
        self,
        count: int = 0,  # how often
        *rest,
    ) -> dict[str, int]:
        return {}


# Adds up.
# Two lines.
def add(a, b={"x": 1}): return a
