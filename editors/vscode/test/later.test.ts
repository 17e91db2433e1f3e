import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Later } from '../src/sidebar/later';

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

describe('what was not covered yet', () => {
  it('is asked again when nothing is under way any more, and three times at most', async () => {
    let working = true;
    let asked = 0;
    const later = new Later(() => working, () => {
      asked++;
      later.answered(false);
    }, 5);
    later.answered(false);
    await pause(40);
    assert.equal(asked, 0);
    working = false;
    await pause(100);
    assert.equal(asked, 3);
  });

  it('is not asked again once it is whole, or another question has come', async () => {
    let asked = 0;
    const later = new Later(() => false, () => { asked++; }, 5);
    later.answered(false);
    later.answered(true);
    await pause(30);
    later.answered(false);
    later.reset();
    await pause(30);
    assert.equal(asked, 0);
  });
});
