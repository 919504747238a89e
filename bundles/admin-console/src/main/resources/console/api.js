// The admin API as a browser with a session asks it. What it refuses is a Problem, with the server's own words.

const ROOT = '/admin/v1/';
const AWAY_TRIES = 3;
const tags = new WeakMap();
let csrf = '';

/** A refusal or failure (RFC 9457). */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail || body.title || `The server answered ${status}.`);
    this.status = status;
    this.code = String(body.type ?? '').replace('urn:mailbay:problem:', '');
    this.trace = body.trace ?? '';
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.retryAfter = retryAfter;
  }
}

/** A path of segments, each encoded: what is in them never becomes a separator. */
export const path = (...segments) => segments.map(encodeURIComponent).join('/');

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function once(method, where, { query, body, bytes, type, match, signal, key }) {
  const url = new URL(ROOT + where, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== '' && value !== undefined && value !== null) url.searchParams.set(name, value);
  }
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Mailbay-Csrf'] = csrf;
  if (method === 'POST') headers['Idempotency-Key'] = key;
  if (match) headers['If-Match'] = match;
  if (body !== undefined) headers['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  if (bytes !== undefined) headers['Content-Type'] = type ?? 'application/octet-stream';
  let response;
  try {
    response = await fetch(url, {
      method, headers, signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, { detail: 'The server cannot be reached.' });
  }
  const text = await response.text();
  let answer = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    if (response.ok) throw new Problem(response.status, { detail: 'The server answered with something that is no JSON.' });
  }
  if (!response.ok) throw new Problem(response.status, answer, Number(response.headers.get('Retry-After')) || 0);
  if (response.headers.has('ETag')) tags.set(answer, response.headers.get('ETag'));
  return answer;
}

async function ask(method, where, options = {}) {
  const asked = { ...options, key: crypto.randomUUID() };
  for (let tries = 1; ; tries++) {
    try {
      return await once(method, where, asked);
    } catch (problem) {
      // While a feature is replaced its resource is away for a moment.
      if (problem.status === 503 && problem.retryAfter && tries < AWAY_TRIES && (method === 'GET' || method === 'POST')) {
        await pause(Math.min(problem.retryAfter, 5) * 1000);
        continue;
      }
      if (problem.status === 401 && where !== 'session') window.dispatchEvent(new Event('mailbay-logged-out'));
      throw problem;
    }
  }
}

export const get = (where, query, signal) => ask('GET', where, { query, signal });
export const post = (where, body = {}, options = {}) => ask('POST', where, { body, ...options });
export const upload = (where, bytes, type, query) => ask('POST', where, { bytes, type, query });
export const put = (where, body, was) => ask('PUT', where, { body, match: was && tags.get(was) });
/** Changes what was shown as {@code was}, and only if it still is so. */
export const patch = (where, body, was) => ask('PATCH', where, { body, match: was && tags.get(was) });
export const remove = (where, query, was) => ask('DELETE', where, { query, match: was && tags.get(was) });

/** A list, a page of the server's at a time. */
export class List {
  constructor(where, query = {}, limit = 500) {
    this.where = where;
    this.query = { ...query, limit };
    this.rows = [];
    this.next = '';
  }

  async first() {
    this.rows = [];
    this.next = '';
    await this.more();
    return this;
  }

  async more() {
    const page = await get(this.where, { ...this.query, after: this.next });
    this.rows = this.rows.concat(page.items ?? []);
    this.next = page.next ?? '';
  }

  /** Only the rows that are wanted, of what is loaded. */
  only(wanted) {
    this.rows = this.rows.filter(wanted);
    return this;
  }

  get isComplete() {
    return !this.next;
  }
}

/** Who is logged in, or null. */
export async function session() {
  try {
    return begun(await get('session'));
  } catch (problem) {
    if (problem.status === 401) return null;
    throw problem;
  }
}

function begun(session) {
  csrf = session.csrf ?? '';
  return session;
}

export const logIn = async (name, password) => begun(await ask('POST', 'session', { body: { name, password } }));

export async function logOut() {
  await remove('session');
  csrf = '';
}

let document_;

/** The OpenAPI document, asked for once. */
export function openApi() {
  document_ ??= get('openapi.json').catch((problem) => {
    document_ = undefined;
    throw problem;
  });
  return document_;
}

/** The JSON schema of the body that an operation takes; null when there is no such operation. */
export async function bodySchema(operationId) {
  const document = await openApi();
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item)) {
      if (operation?.operationId !== operationId) continue;
      return Object.values(operation.requestBody?.content ?? {})[0]?.schema ?? null;
    }
  }
  return null;
}
