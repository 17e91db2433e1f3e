export namespace Geometry {
  export const ORIGIN = { x: 0, y: 0 };
  const EPSILON = 1e-9;
  let scale = 1;

  export interface Point {
    x: number;
    y: number;
  }

  export function distance(a: Point, b: Point): number {
    const dx = a.x - b.x;
    function square(n: number) {
      return n * n;
    }
    return Math.sqrt(square(dx)) * scale;
  }

  export namespace Solid.Platonic {
    export class Cube {
      edge = 1;
      volume(): number {
        const cube = this.edge ** 3;
        return cube;
      }
    }
  }
}

namespace Plain {
  export enum Colour {
    Red,
  }
}

function outer() {
  interface Inner {
    value: number;
  }
  type Local = Inner | null;
  enum Mode {
    A,
  }
  class Holder {
    item: Local = null;
    take = () => this.item;
  }
  const make = (): Holder => new Holder();
  return make;
}

if (process.env.CI) {
  const silent = true;
  outer();
}

export const routes = {
  index: {
    get: async (request: Request) => {
      const body = await request.text();
      return body;
    },
  },
  about(request: Request) {
    return request.url;
  },
} satisfies Record<string, unknown>;
