// Says what in a JSON value does not fit a type of derive.mjs's model: wrong types, missing properties,
// and properties that the type does not have.

export class Model {
  constructor(model, extensions) {
    this.types = model.types;
    this.messages = { ...model.messages, ...extensions };
    this.named = model.named;
  }

  // Problems of `value` as lines of words; none if it fits. `at` names the place.
  problems(type, value, at) {
    switch (type.k) {
      case 'any': return [];
      case 'nothing': return value === undefined || value === null ? [] : [`${at}: should not be there`];
      case 'null': return value === null ? [] : [`${at}: should be null`];
      case 'string': case 'boolean': case 'number':
        return typeof value === type.k ? [] : [`${at}: should be a ${type.k}, is ${describe(value)}`];
      case 'integer': return whole(value, -(2 ** 31), at);
      case 'uinteger': return whole(value, 0, at);
      case 'object': return isObject(value) ? [] : [`${at}: should be an object, is ${describe(value)}`];
      case 'literal':
        return value === type.value ? [] : [`${at}: should be ${JSON.stringify(type.value)}, is ${describe(value)}`];
      case 'or': return this.#either(type.types, value, at);
      case 'array': return this.#array(type, value, at);
      case 'tuple': return this.#tuple(type, value, at);
      case 'ref': return this.#struct(this.types[type.id], value, at);
      case 'struct': return this.#struct(type, value, at);
      default: throw new Error(`the model has an unknown type ${type.k}`);
    }
  }

  #either(types, value, at) {
    let best;
    for (const type of types) {
      const found = this.problems(type, value, at);
      if (found.length === 0) return [];
      if (!best || found.length < best.length || type.k === 'ref') best = found;
    }
    return best ?? [`${at}: fits nothing`];
  }

  #array(type, value, at) {
    if (!Array.isArray(value)) return [`${at}: should be an array, is ${describe(value)}`];
    return value.flatMap((item, i) => this.problems(type.element, item, `${at}[${i}]`));
  }

  #tuple(type, value, at) {
    if (!Array.isArray(value) || value.length !== type.elements.length) {
      return [`${at}: should be an array of ${type.elements.length}`];
    }
    return value.flatMap((item, i) => this.problems(type.elements[i], item, `${at}[${i}]`));
  }

  #struct(struct, value, at) {
    if (!isObject(value)) return [`${at}: should be ${struct.name}, is ${describe(value)}`];
    const found = [];
    for (const [name, property] of Object.entries(struct.properties)) {
      if (name in value) found.push(...this.problems(property.type, value[name], `${at}.${name}`));
      else if (!property.optional) found.push(`${at}: ${struct.name} lacks ${name}`);
    }
    for (const name of Object.keys(value)) {
      if (name in struct.properties) continue;
      if (struct.rest) found.push(...this.problems(struct.rest, value[name], `${at}.${name}`));
      else found.push(`${at}: ${struct.name} has no ${name}`);
    }
    return found;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function whole(value, least, at) {
  const fits = Number.isInteger(value) && value >= least && value <= 2 ** 31 - 1;
  return fits ? [] : [`${at}: should be a whole number from ${least}, is ${describe(value)}`];
}

function describe(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

// Checks the messages of one session, in both directions: what is asked is remembered until it is
// answered, and tokens until they end.
export class MessageChecker {
  constructor(model) {
    this.model = model;
    this.found = [];
    this.asked = { client: new Map(), server: new Map() };
    this.answered = { client: new Set(), server: new Set() };
    this.partials = new Map(); // token -> {type, answered}
    this.works = new Map(); // token -> 'asked' | 'begun' | 'ended'
  }

  // `from` is 'client' or 'server'.
  message(from, message) {
    if (message.jsonrpc !== '2.0') this.#report(from, message, ['jsonrpc should be "2.0"']);
    if (message.method !== undefined) this.#call(from, message);
    else this.#answer(from, message);
  }

  #report(from, message, problems) {
    const what = message.method ?? `answer ${message.id}`;
    for (const problem of problems) this.found.push(`${from}: ${what}: ${problem}`);
  }

  #envelope(from, message, allowed) {
    const extra = Object.keys(message).filter((key) => !allowed.includes(key));
    if (extra.length) this.#report(from, message, [`has ${extra.join(', ')}`]);
  }

  #call(from, message) {
    this.#envelope(from, message, ['jsonrpc', 'id', 'method', 'params']);
    if (message.method === '$/progress') return this.#progress(from, message);
    if (message.method === '$/cancelRequest' || message.method === '$/setTrace') return;
    const known = this.model.messages[message.method];
    if (!known) return this.#report(from, message, ['is no method of the protocol']);
    this.#report(from, message, this.model.problems(known.params, message.params, 'params'));
    if (message.id === undefined) return;
    this.asked[from].set(message.id, known);
    const { partialResultToken, workDoneToken } = message.params ?? {};
    if (partialResultToken !== undefined) {
      this.partials.set(partialResultToken, { type: known.partial, id: message.id });
    }
    if (workDoneToken !== undefined) this.works.set(workDoneToken, 'asked');
    if (message.method === 'window/workDoneProgress/create') this.works.set(message.params.token, 'asked');
  }

  #answer(from, message) {
    this.#envelope(from, message, ['jsonrpc', 'id', 'result', 'error']);
    const other = from === 'client' ? 'server' : 'client';
    if (('result' in message) === ('error' in message)) {
      this.#report(from, message, ['should have either a result or an error']);
    }
    if (message.id === null && message.error) return; // what could not be read had no id
    const known = this.asked[other].get(message.id);
    if (!known) {
      const twice = this.answered[other].has(message.id);
      return this.#report(from, message, [twice ? 'was answered twice' : 'answers nothing that was asked']);
    }
    this.asked[other].delete(message.id);
    this.answered[other].add(message.id);
    for (const partial of this.partials.values()) {
      if (partial.id !== message.id) continue;
      partial.over = true;
      if (partial.used && Array.isArray(message.result) && message.result.length) {
        this.#report(from, message, ['repeats results after partial ones']);
      }
    }
    if ('result' in message) {
      this.#report(from, message, this.model.problems(known.result, message.result, 'result'));
    }
  }

  #progress(from, message) {
    const { token, value } = message.params;
    const partial = this.partials.get(token);
    if (partial) {
      partial.used = true;
      if (partial.over) this.#report(from, message, ['comes after the answer']);
      return this.#report(from, message, this.model.problems(partial.type, value, 'value'));
    }
    const state = this.works.get(token);
    const next = { begin: 'begun', report: 'begun', end: 'ended' }[value?.kind];
    if (!next) return this.#report(from, message, [`has kind ${value?.kind}`]);
    const name = `WorkDoneProgress${value.kind[0].toUpperCase()}${value.kind.slice(1)}`;
    this.#report(from, message, this.model.problems(this.model.named[name], value, 'value'));
    if (state !== (value.kind === 'begin' ? 'asked' : 'begun')) {
      this.#report(from, message, [`${value.kind} of token ${token}, which is ${state}`]);
    }
    this.works.set(token, next);
  }
}
