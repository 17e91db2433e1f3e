// Chance from a printed seed. Each part of a run draws from a stream of its own, so that what one draws,
// and when, changes nothing for the others.

const mixed = (text) => {
  let hash = 2166136261;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
};

export class Random {
  #state;

  constructor(seed) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  /** The stream of that name: the same for the same seed. */
  stream(name) { return new Random(mixed(`${this.seed}/${name}`)); }

  /** 0 <= next() < 1. (splitmix32) */
  next() {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  }

  below(n) { return Math.floor(this.next() * n); }
  between(least, most) { return least + this.below(most - least + 1); }
  chance(share) { return this.next() < share; }
  pick(list) { return list[this.below(list.length)]; }

  /** One of `rows` ([weight, value]), the heavier the likelier. */
  weighted(rows) {
    let left = this.next() * rows.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of rows) {
      left -= weight;
      if (left < 0) return value;
    }
    return rows.at(-1)[1];
  }

  /** `count` of `list`, each at most once, in any order. */
  sample(list, count) {
    const rest = [...list];
    for (let i = 0; i < Math.min(count, rest.length); i++) {
      const j = i + this.below(rest.length - i);
      [rest[i], rest[j]] = [rest[j], rest[i]];
    }
    return rest.slice(0, count);
  }
}
