// A server of another kind: it has the definition of everything at one place, and says that it is the other one.
let input = Buffer.alloc(0);
let root = '';
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 11 } };
const answers = {
  initialize: (params) => {
    root = params.rootUri;
    const capabilities = { definitionProvider: true, hoverProvider: true, documentSymbolProvider: true };
    return { capabilities, serverInfo: { name: 'other' } };
  },
  'textDocument/definition': () => [{ uri: `${root}/src/engine.h`, range }],
  'textDocument/hover': () => ({ contents: 'said by the other server' }),
  'textDocument/documentSymbol': () => [{ name: 'symbol_of_the_other', kind: 12, range, selectionRange: range }],
};
process.stdin.on('end', () => process.exit(0));
process.stdin.on('data', (data) => {
  input = Buffer.concat([input, data]);
  for (;;) {
    const end = input.indexOf('\r\n\r\n');
    const length = end < 0 ? NaN : Number(/Content-Length: *(\d+)/i.exec(input.subarray(0, end).toString())[1]);
    if (!(input.length >= end + 4 + length)) return;
    const { id, method, params } = JSON.parse(input.subarray(end + 4, end + 4 + length).toString());
    input = input.subarray(end + 4 + length);
    if (method === 'exit') process.exit(0);
    if (id !== undefined && method) send({ id, result: answers[method]?.(params) ?? null });
  }
});
