"use strict";

(function () {
  var hidden = 1;

  function visible() {
    return hidden;
  }

  var bound = function named() {
    return visible();
  };
})();

describe("parser", () => {
  const fixture = load("a.json");
  let state;

  it("reads", function () {
    const result = parse(fixture);
    expect(result).toBe(state);
  });

  const makeState = () => ({ depth: 0 });
});

const api = {
  version: 3,
  fetch(url) {
    const full = url + this.version;
    return full;
  },
  parse: function (text) {
    function tokenise(input) {
      return input.split(/\s+/);
    }
    return tokenise(text);
  },
  format: (value) => String(value),
  "content-type": () => "text/plain",
  nested: {
    deep: async () => {
      const local = 1;
      return local;
    },
  },
  start() {
    this.started = true;
  },
};

function Shape(kind) {
  this.kind = kind;
  var area = 0;
  function compute() {
    return area;
  }
  this.area = compute;
}

Shape.prototype.draw = function (context) {
  var pen = context.pen;
  pen.move();
};

Shape.prototype = {
  rotate: function (angle) {
    return angle;
  },
  scale(factor) {
    return factor;
  },
};

Shape.create = (kind) => new Shape(kind);
Shape.helpers.clamp = function (value) {
  return value;
};

if (typeof window !== "undefined") {
  const inBlock = 1;
  window.onload = () => api.fetch("/");
  var handler = (event) => event.target;
}

for (let i = 0; i < 3; i++) {
  const square = i * i;
}

label: while (true) {
  break label;
}
