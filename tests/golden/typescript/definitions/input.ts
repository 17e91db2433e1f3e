import type { Logger } from "./logger";
import fs = require("fs");

export const enum Level { Quiet, Normal = 1, Verbose = Normal << 1, "very-loud" = 4 }

enum Direction {
  Up = "UP",
  Down = "DOWN",
}

export type Id = string & { readonly brand: unique symbol };
type Handler<T> = (value: T) => void;
export type Options = {
  retries: number;
  onRetry?: (attempt: number) => void;
  describe(): string;
};

export interface Store<K, V> extends Iterable<V> {
  readonly size: number;
  limit?: number;
  compare: (a: K, b: K) => number;
  get(key: K): V | undefined;
  set(key: K, value: V): this;
  new (capacity: number): Store<K, V>;
  (key: K): V;
  [index: string]: unknown;
}

interface Named {
  name: string;
}

export abstract class Base implements Named {
  static count = 0;
  declare readonly brand: symbol;
  protected abstract key: string;
  #secret?: number;
  name!: string;
  handler: Handler<string> = (value) => {
    const upper = value.toUpperCase();
    this.log(upper);
  };

  constructor(
    private readonly logger: Logger,
    public limit = 10,
    readonly tags?: string[],
    plain?: boolean,
  ) {
    const initial = plain ? 1 : 0;
    Base.count += initial;
    this.key = "k";
  }

  abstract describe(): string;
  protected abstract validate(input: unknown): input is Named;

  find(id: Id): Named;
  find(name: string, exact: boolean): Named[];
  find(key: string, exact?: boolean): Named | Named[] {
    const all: Named[] = [];
    return exact ? all : all[0];
  }

  get secret(): number | undefined {
    return this.#secret;
  }

  private async log(@Inject() text: string): Promise<void> {
    await this.logger.write(`[${this.name}] ${text}`);
  }
}

@Component({ selector: "app-root" })
export class App extends Base {
  @Input() title = "";

  describe() {
    return this.title;
  }

  validate(input: unknown): input is Named {
    return typeof input === "object";
  }
}

export function parse(text: string): Options;
export function parse(text: string, strict: boolean): Options;
export function parse(text: string, strict = false): Options {
  let result: Options | null = null;
  return result!;
}

export const identity = <T,>(value: T): T => value;
export const defaults: Options = { retries: 3, describe: () => "defaults" };
export let current: Level | undefined;
const { retries, onRetry: callback } = defaults;
export default class extends App {
  override describe(): string {
    return "last";
  }
}
