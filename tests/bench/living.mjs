// Many requests and those that are taken back: cancelled and simultaneous searches.
import { quantile } from './measure.mjs';

/** Cancels a long search as soon as it has begun; ms from the cancel to its answer. */
export async function cancels(server, runs = 50) {
  const took = [];
  for (let i = 0; i < runs; i++) {
    const answer = server.request('treeline/search', { query: '[a-z]+_[0-9]+_[a-z]+\\(', regex: true, all: true }).catch(() => {});
    const id = server.lastId();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const began = process.hrtime.bigint();
    server.notify('$/cancelRequest', { id });
    await answer;
    took.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

/** 100 searches at once; the time each takes, and how many answers came. */
export async function crowd(server, words) {
  const took = [];
  const began = process.hrtime.bigint();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      server.request('treeline/search', { query: words[i % words.length], limit: 50 }).then((answer) => {
        took.push(Number(process.hrtime.bigint() - began) / 1e6);
        return answer;
      }),
    ),
  );
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), answered: answers.length };
}
