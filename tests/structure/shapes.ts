import { a } from "./a";
import {
  b,
} from "./b";

/**
 * A box.
 *
 * @param T what is in it
 */
export default class Box<T> extends Base implements Shape {
  /** How large. */
  private size: number = 3; // in bytes

  get(f: (value: T) => T, { a, b }: { a: number; b: string }): { c: T } {
    return f({
      a,
    });
  }
}

// Adds up.
export const add = async (a: number, b = 2): Promise<number> => {
  return a + b;
};
export type Pair<T> = { a: T; b: T };
interface Shape {
  area(): number;
}
const text = `one
two
three`;
