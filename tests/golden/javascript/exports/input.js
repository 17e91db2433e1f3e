'use strict';
// What hangs on exports and on prototypes without being written as a function there.
const wrap = require('./wrap');

exports.parse = wrap(function () {
  return 1;
});
exports.schema = z.object({ name: z.string() });
exports.other = require('./other');
exports.interop = __importDefault(require('./interop'));
exports.alias = wrap;
module.exports.late = once(() => 2);

module.exports = {
  kRetry: Symbol('retry'),
  shared: new Map(),
  limit: 4 * 1024,
  again: require('./again'),
  wrap,
};

function Codec() {}
Codec.prototype.encoder = Encoder;
Codec.prototype.hasBOM = true;
Codec.prototype.hasBOM = false;
Codec.prototype.unwrap = define(Codec.prototype.unwrap, ['x']);
Codec.prototype.write = function () {};
Codec.prototype.constructor = Codec;
