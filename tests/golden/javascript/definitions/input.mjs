#!/usr/bin/env node
/* A queue of jobs with retries. */
import { EventEmitter } from "node:events";
import * as path from "node:path";

export const DEFAULT_LIMIT = 8;
export let paused = false;
export var legacy = null;
export const { retries, delay: backoff, jitter = 0.1, ...others } = readOptions();
const [head, ...tail] = path.sep.split("");
const registry = new Map();
let running = 0, waiting = 0;
var debug = process.env.DEBUG === "1";
const { size: limit, name } = registry;

export function enqueue(job, { priority = 0 } = {}) {
  const entry = { job, priority };
  let position = registry.size;
  registry.set(position, entry);
  return position;
}

export async function* drain(queue) {
  for (const job of queue) yield await job();
}

function* ids() {
  let next = 1;
  while (true) yield next++;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const attempt = async function (job) {
  const started = Date.now();
  await job();
  return Date.now() - started;
};
export const Named = class {
  tag = "named";
};

export class Worker extends EventEmitter {
  static instances = 0;
  #busy = false;
  state = { jobs: 0 };
  onError = (error) => {
    const text = `worker: ${error.message} in ${path.basename(`${import.meta.url}`)}`;
    this.emit("failure", text);
  };

  static {
    const now = Date.now();
    Worker.started = now;
  }

  constructor(options) {
    super();
    this.options = options;
    this.finished = 0;
    this.retry = (job) => this.run(job);
  }

  get busy() {
    return this.#busy;
  }

  set busy(value) {
    this.#busy = value;
  }

  async run(job) {
    this.finished = this.finished + 1;
    const helper = () => job.call(this);
    return helper();
  }

  static create(options) {
    return new Worker(options);
  }

  *[Symbol.iterator]() {
    yield* this.state.jobs;
  }

  "quoted name"() {}
}

class Pool {}

export default function () {
  const quiet = true;
  return quiet;
}

// Not a definition: only a mention.
export { Pool, attempt as tryOnce };

var Navigator = new function () {
  this.move = function () {};
};
_createClass(Ship, [
  { key: "_sail", value: function _sail() {} },
  { key: "speed", get: function get() {} },
]);
router.use("/", function mounted(request) {});
const Wrapped = wrap(function Wrapped() {});
