import { open } from "./store.js";

const TIMEOUT = 30;

export function before(x) {
  return x + 1;
}

class Session {
  constructor(id) {
    this.id = id;
  }

  refresh() {
    return this.id === ;
  }

  close() {
    const last = this.;
    this.id = undefined;
  }
}

const half = (a, b) => a b;

function between(list) {
  for (const item of list {
    console.log(item);
  }
}

const object = {
  good() { return 1; },
  bad: function () { return 2 },,
};

export const after = async (value) => {
  const inner = await value;
  return inner;
};

export class Last {
  go() { return [this.state; }
}
