// Places in source texts: `<1>`, `<2>`, ... before a name mark it, and are taken out of the text.
import { everything } from './harness.mjs';

export const units = {
  'utf-8': (text) => Buffer.byteLength(text),
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

// The position of an index of a JavaScript string, as the protocol counts lines.
export function positionAt(text, index, encoding = 'utf-8') {
  const lines = text.slice(0, index).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: units[encoding](lines.at(-1)) };
}

// {text, at(mark), range(mark)}: where a mark stood, and the name behind it.
export function marked(source, encoding = 'utf-8') {
  const places = new Map();
  let text = '';
  for (const piece of source.split(/(<\d+>)/)) {
    if (/^<\d+>$/.test(piece)) places.set(Number(piece.slice(1, -1)), text.length);
    else text += piece;
  }
  const at = (mark, more = 0) => {
    if (!places.has(mark)) throw new Error(`the text has no mark <${mark}>`);
    return positionAt(text, places.get(mark) + more, encoding);
  };
  const range = (mark) => {
    const [name] = /^[\p{L}\p{N}_]+/u.exec(text.slice(places.get(mark)));
    return { start: at(mark), end: at(mark, name.length) };
  };
  return { text, at, range, marks: [...places.keys()] };
}

// A client that knows all that the features can answer with; `more` overrides members of textDocument.
export function clientOf(encoding = 'utf-8', more = {}) {
  return {
    ...everything,
    general: { positionEncodings: [encoding] },
    textDocument: {
      ...everything.textDocument,
      definition: { linkSupport: true }, declaration: { linkSupport: true },
      hover: { contentFormat: ['markdown', 'plaintext'] },
      foldingRange: { lineFoldingOnly: true, foldingRange: { collapsedText: true } },
      completion: {
        completionItemKind: { valueSet: Array.from({ length: 25 }, (_, i) => i + 1) },
        completionList: { itemDefaults: ['editRange'] },
      },
      ...more,
    },
  };
}

// The requests about a place, and about a document, with parameters that are right.
export const atPlace = (uri, position) => ({ textDocument: { uri }, position });
export const methods = {
  'textDocument/definition': atPlace,
  'textDocument/declaration': atPlace,
  'textDocument/references': (uri, position) => ({ ...atPlace(uri, position), context: { includeDeclaration: true } }),
  'textDocument/documentHighlight': atPlace,
  'textDocument/hover': atPlace,
  'textDocument/prepareCallHierarchy': atPlace,
  'textDocument/completion': atPlace,
  'textDocument/selectionRange': (uri, position) => ({ textDocument: { uri }, positions: [position] }),
  'textDocument/foldingRange': (uri) => ({ textDocument: { uri } }),
  'textDocument/documentSymbol': (uri) => ({ textDocument: { uri } }),
};
