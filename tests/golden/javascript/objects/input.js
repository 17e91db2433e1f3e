// Functions that construct, keys of objects, what hangs on classes, wrapped components.
function Animal(name) {
  this.name = name;
  this.speak = function () {};
  this.run = () => {};
}
Animal.prototype.walk = function () { this.steps = 1; };
Animal.VERSION = '1';
Animal.Kind = class {};
animal.tag = 'no class, no field';
Object.defineProperty(Animal, 'lazy', { get: function () {} });
Object.defineProperty(Animal.prototype, 'legs', { value: 4 });
Object.defineProperty(exports, '__esModule', { value: true });
const Color = Object.freeze({ RED: 'red', 'dark-green': 'green' });
const codes = { OK: 200, nested: { deep: 1, fn() {} }, 'quoted': 1 };
export const limits = { most: 3 };
module.exports = { gamma() {}, eps: 1, zeta, eta: codes };
const Button = React.memo(function Button(props) { return <div/>; });
export const Input = forwardRef((props, ref) => { const local = 1; return <input/>; });
const later = useCallback(() => {}, []);
(function () {
  window.App = { init() {} };
  var table = { inner: 1 };
})();
function scoped() {
  const options = { a: 1 };
}
