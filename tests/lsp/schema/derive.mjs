// Derives a model of the protocol, as JSON, from the type declarations that the client library ships:
// for every method the types of its parameters, result and partial result.
//
//   node derive.mjs NPM_FOLDER OUT.json
//
// A type is {k: ...}: any, string, number, integer, uinteger, boolean, null, nothing, object,
// {k:'literal', value}, {k:'or', types}, {k:'array', element}, {k:'tuple', elements},
// {k:'struct', name, properties: {name: {type, optional}}, rest}, or {k:'ref', id} into `types`.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const [npmFolder, out] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(npmFolder), 'package.json'));
const ts = require('typescript');

const common = path.join(npmFolder, 'node_modules/vscode-languageserver-protocol/lib/common');
const files = fs.readdirSync(common).filter((f) => f.endsWith('.d.ts')).map((f) => path.join(common, f));
const program = ts.createProgram(files, {
  strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: [],
  lib: ['lib.es2022.d.ts'], target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16,
});
const checker = program.getTypeChecker();
const types = {};

const primitives = [
  [ts.TypeFlags.Any | ts.TypeFlags.Unknown, 'any'],
  [ts.TypeFlags.String, 'string'],
  [ts.TypeFlags.Number, 'number'],
  [ts.TypeFlags.Boolean, 'boolean'],
  [ts.TypeFlags.Null, 'null'],
  [ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never, 'nothing'],
  [ts.TypeFlags.NonPrimitive | ts.TypeFlags.TypeParameter, 'object'],
];

function convert(type) {
  // Enumerations that a server may extend are declared as plain strings or numbers, and stay such.
  if (type.isLiteral()) return { k: 'literal', value: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return { k: 'literal', value: checker.typeToString(type) === 'true' };
  }
  for (const [flags, k] of primitives) if (type.flags & flags) return { k };
  if (type.isUnion()) return { k: 'or', types: type.types.map(convert) };
  if (checker.isTupleType(type)) {
    return { k: 'tuple', elements: checker.getTypeArguments(type).map(convert) };
  }
  if (checker.isArrayType(type)) {
    return { k: 'array', element: convert(checker.getTypeArguments(type)[0]) };
  }
  return convertObject(type);
}

function convertObject(type) {
  if (type.getCallSignatures().length) return { k: 'any' };
  const id = String(type.id);
  if (!(id in types)) {
    types[id] = { k: 'struct', name: checker.typeToString(type), properties: {} };
    for (const property of checker.getPropertiesOfType(type)) {
      types[id].properties[property.name] = convertProperty(property);
    }
    const rest = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    if (rest) types[id].rest = convert(rest.type);
  }
  return { k: 'ref', id };
}

// What may be left out is not said by a value: null is none.
function present(type) {
  if (type.k !== 'or') return type;
  return { k: 'or', types: type.types.filter((t) => t.k !== 'nothing') };
}

// `uinteger` is an alias of `number` that only the declaration still shows.
function convertProperty(property) {
  const declared = property.valueDeclaration?.type?.getText() ?? '';
  const type = checker.getTypeOfSymbol(property);
  const whole = /^u?integer$/.exec(declared);
  const optional = Boolean(property.flags & ts.SymbolFlags.Optional);
  return { type: whole ? { k: whole[0] } : present(convert(type)), optional };
}

// The arguments of ProtocolRequestType<P, R, PR, E, RO> and its relatives, by name.
function messageOf(method, type) {
  const args = checker.getTypeArguments(type).map(convert);
  switch (type.symbol?.name) {
    case 'ProtocolRequestType': return { method, params: args[0], result: args[1], partial: args[2] };
    case 'ProtocolRequestType0': return { method, params: { k: 'nothing' }, result: args[0], partial: args[1] };
    case 'ProtocolNotificationType':
    case 'NotificationType': return { method, params: args[0] };
    case 'ProtocolNotificationType0': return { method, params: { k: 'nothing' } };
    default: return undefined;
  }
}

const messages = {};
const named = {};
for (const file of files) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (/^WorkDoneProgress(Begin|Report|End)$/.test(target.name)) {
      named[target.name] = convert(checker.getDeclaredTypeOfSymbol(target));
    }
    if (!(target.flags & ts.SymbolFlags.ValueModule)) continue;
    const members = checker.getExportsOfModule(target);
    const method = members.find((m) => m.name === 'method');
    const type = members.find((m) => m.name === 'type');
    if (!method || !type) continue;
    const literal = checker.getTypeOfSymbol(method);
    const message = literal.isStringLiteral() && messageOf(literal.value, checker.getTypeOfSymbol(type));
    if (message) messages[message.method] = message;
  }
}
for (const needed of ['initialize', 'workspace/symbol', 'textDocument/didOpen', 'exit']) {
  if (!messages[needed]) throw new Error(`the declarations no longer have ${needed}`);
}
fs.writeFileSync(out, JSON.stringify({ messages, named, types }));
console.log(`${Object.keys(messages).length} methods, ${Object.keys(types).length} structures`);
