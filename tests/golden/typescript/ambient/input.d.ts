/// <reference types="node" />

declare const VERSION: string;
declare let debug: boolean, trace: boolean;
declare var legacy: any;

declare function fetchText(url: string): Promise<string>;
declare function fetchText(url: URL, timeout: number): Promise<string>;

declare class Emitter {
  constructor(name: string);
  readonly name: string;
  on(event: "open" | "close", listener: () => void): this;
  static create(name: string): Emitter;
}

declare enum Status {
  Ok,
  Failed,
}

declare module "fast-cache" {
  export interface Options {
    ttl: number;
  }
  export function get(key: string): unknown;
  const cache: Map<string, unknown>;
  export default cache;
}

declare module "*.svg";

declare namespace App {
  interface Locals {
    user: string | null;
  }
  namespace Deep {
    type Key = keyof Locals;
  }
}

declare global {
  interface Window {
    __state: unknown;
  }
  var __DEV__: boolean;
}

export declare function register(name: string): void;
export declare const registry: Map<string, Emitter>;
export declare abstract class Plugin {
  abstract install(): void;
}
export declare type Maybe<T> = T | undefined;
export as namespace FastCache;
export declare const wrapped: {
  new (): import("vue").Instance<{ style: string }, import("vue").Slots.Kind<any>>;
};
export interface AfterImportedTypes {
  method(): void;
}
