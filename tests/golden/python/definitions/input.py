"""Rates of exchange, fetched and kept."""

from __future__ import annotations

import asyncio
import enum
import typing as t
from collections import namedtuple
from dataclasses import dataclass, field

try:
    import orjson as json
    HAVE_ORJSON = True
except ImportError:  # the slow way
    import json
    HAVE_ORJSON = False

BASE_URL = "https://rates.example.org/v2"
_TIMEOUT_S: float = 2.5
RETRIES, BACKOFF = 3, 0.25
first, (second, third) = 1, (2, 3)
low = high = 0
cache: dict[str, Rate] = {}
counter = 0
counter = counter + 1
cache["EUR"] = None

Pair = namedtuple("Pair", "base quote")
Currency = t.NewType("Currency", str)
T = t.TypeVar("T")
Table: t.TypeAlias = dict[Pair, float]
type Matrix[K] = list[list[K]]
type Name = str

normalise = lambda code: code.strip().upper()


class Source(enum.Enum):
    """Where a rate came from."""

    CENTRAL_BANK = "ecb"
    MARKET = "market"
    __order__ = "CENTRAL_BANK MARKET"

    @property
    def trusted(self) -> bool:
        return self is Source.CENTRAL_BANK


class Permission(enum.IntFlag):
    READ = 1
    WRITE = 2


@dataclass(frozen=True)
class Rate:
    base: Currency
    quote: Currency
    value: float = 1.0
    notes: list[str] = field(default_factory=list)
    LIMIT = 100

    def invert(self) -> "Rate":
        inverse = 1 / self.value
        return Rate(self.quote, self.base, inverse)

    @staticmethod
    def parse(line: str) -> "Rate":
        parts = line.split()
        return Rate(parts[0], parts[1], float(parts[2]))


class Client:
    user_agent = f"rates/{RETRIES} ({'async' if HAVE_ORJSON else 'plain'})"

    def __init__(self, url: str = BASE_URL) -> None:
        self.url = url
        self._open: bool = False
        self.hits, self.misses = 0, 0
        local = url.rstrip("/")
        self.url = local

    async def fetch(self, pair: Pair) -> Rate:
        global counter
        counter = counter + 1
        async with self.session() as session:
            body = await session.get(r'''/rate?pair=''' + pair.base)
        self.last = body
        return Rate.parse(body)

    strict = lambda self: self._open


async def main() -> None:
    client = Client()
    for _ in range(RETRIES):
        await client.fetch(Pair("EUR", "USD"))


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
