// The documented extensions (docs/protocol.md), in the form of derive.mjs's model.

const string = { k: 'string' };
const boolean = { k: 'boolean' };
const count = { k: 'number' };
const whole = { k: 'uinteger' };

// Properties whose names end in '?' are optional.
function struct(name, properties) {
  const entries = Object.entries(properties).map(([key, type]) => {
    const optional = key.endsWith('?');
    return [optional ? key.slice(0, -1) : key, { type, optional }];
  });
  return { k: 'struct', name, properties: Object.fromEntries(entries) };
}

const token = { k: 'or', types: [string, { k: 'integer' }] };
const position = struct('Position', { line: whole, character: whole });
const range = struct('Range', { start: position, end: position });
const strings = { k: 'array', element: string };
const hit = struct('SearchHit', {
  uri: string, range, 'more?': { k: 'array', element: range }, text: string, 'textStart?': whole, language: string,
  'before?': strings, 'after?': strings, 'folded?': whole,
});
const hits = { k: 'array', element: hit };
const summary = struct('SearchSummary', {
  hits: count, documents: count, generation: count, covered: count, documentsCovered: count, documentsKnown: count,
  truncated: boolean, reason: string, candidates: count, elapsedUs: count, 'changed?': boolean, 'cursor?': string,
});
const searchParams = struct('SearchParams', {
  query: string, 'limit?': whole, 'cursor?': string, 'all?': boolean, 'caseSensitive?': boolean,
  'wholeWord?': boolean, 'regex?': boolean, 'literal?': boolean, 'documentLimit?': whole, 'filesOnly?': boolean,
  'countOnly?': boolean, 'lines?': boolean, 'before?': whole, 'after?': whole, 'near?': string, 'recent?': strings,
  'timeoutMs?': whole, 'folder?': string, 'partialResultToken?': token, 'workDoneToken?': token,
});

const literals = (...values) => ({ k: 'or', types: values.map((value) => ({ k: 'literal', value })) });
const watchState = literals('off', 'placing', 'all', 'partial', 'client');
const phase = literals('opening', 'idle', 'walking', 'text', 'symbols', 'ready', 'failed');

const latencies = { count, p50Us: count, p95Us: count, p99Us: count };
const latency = struct('Latency', latencies);
const methods = { k: 'array', element: struct('MethodLatency', { method: string, ...latencies, cancelled: count }) };

const folder = struct('FolderStatus', {
  uri: string, phase, message: string, 'generation?': count, 'files?': count, 'documents?': count,
  'symbols?': count, 'names?': count, 'sourceBytes?': count, 'diskBytes?': count, 'segments?': count,
  'filesFound?': count, 'filesPending?': count, 'symbolsPending?': count, 'timedOut?': count,
  'unreadable?': count, 'binary?': count, 'textOnly?': count, 'openDocuments?': count, 'covered?': count,
  'verified?': boolean, 'writer?': boolean, 'directory?': string, 'elapsedMs?': count,
  'watch?': struct('Watch', { state: watchState, directories: count, unwatched: count }),
  'touched?': count, 'memorySegments?': count, 'verifiedAgoMs?': count,
  'edits?': struct('Edits', { count, p50Us: count, p99Us: count }),
  'requests?': struct('Requests', { search: latency, searchAll: latency, symbols: latency, outline: latency,
    definition: latency, references: latency, hover: latency, structure: latency }),
  'stages?': struct('Stages', {
    parse: latency, candidates: latency, read: latency, match: latency, rank: latency, deliver: latency,
  }),
  'answers?': struct('Answers', { asked: count, kept: count, bytes: count }),
});
const memory = struct('Memory', { resident: count, anonymous: count, peakResident: count });

export const extensions = {
  'treeline/otherServers': { method: 'treeline/otherServers', params: struct('OtherServersParams', { languages: strings }) },
  'treeline/search': {
    method: 'treeline/search',
    params: searchParams,
    result: struct('SearchResult', { hits, summary }),
    partial: struct('SearchPart', { hits }),
  },
  'treeline/explain': {
    method: 'treeline/explain',
    params: searchParams,
    result: struct('Explanation', {
      plans: { k: 'array', element: struct('Plan', { folder: string, lines: strings }) },
    }),
  },
  'treeline/status': {
    method: 'treeline/status',
    params: { k: 'or', types: [{ k: 'nothing' }, struct('StatusParams', {})] },
    result: struct('Status', {
      version: string, folders: { k: 'array', element: folder }, openDocuments: count, openRequests: count,
      unsentBytes: count, memory, methods,
    }),
  },
};
