"use strict";

const fs = require("fs");
const { join, resolve: toAbsolute } = require("path");
var util = require("util"), verbose = false;

const CACHE = Object.create(null);
const PATTERN = /^[a-z]+"quoted"$/;

exports.version = "1.2.3";
exports.limits = { depth: 4 };
exports.read = function (name) {
  const file = join(__dirname, name);
  return fs.readFileSync(file, "utf8");
};
exports.list = () => Object.keys(CACHE);
exports.Loader = class {
  load(name) {
    return exports.read(name);
  }
};
module.exports.write = async function (name, text) {
  let target = toAbsolute(name);
  await fs.promises.writeFile(target, text);
};

function parseLine(line) {
  var cells = line.split(",");
  return cells.map(function trim(cell) {
    return cell.trim();
  });
}

exports.parseLine = parseLine;

module.exports = function createStore(options) {
  const items = [];
  return {
    add(item) {
      items.push(item);
    },
    get size() {
      return items.length;
    },
  };
};
