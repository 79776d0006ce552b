// Asks and commands the gateway.

export class ApiError extends Error {
  constructor(status, message, problems) {
    super(message);
    this.status = status;
    this.problems = problems;
  }
}

async function answerOf(response) {
  const text = await response.text();
  const isJson = /^application\/([\w.-]+\+)?json/.test(response.headers.get('Content-Type') ?? '');
  const answer = isJson && text ? JSON.parse(text) : text;
  if (!response.ok) {
    throw new ApiError(
      response.status,
      answer?.error ?? `The gateway answered ${response.status}.`,
      answer?.problems ?? [],
    );
  }
  return answer;
}

async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new ApiError(0, 'The gateway does not answer. Is it running?', []);
  }
  return response;
}

/** The answer to GET `/api/` + path: an object, or text where it is no JSON. */
export async function get(path, options = {}) {
  return answerOf(await reach(`/api/${path}`, options));
}

/** The text of a file of the house as it is, a byte order mark included, and its ETag. */
export async function getText(path) {
  const response = await reach(`/api/${path}`, { cache: 'no-store' });
  if (!response.ok) {
    await answerOf(response);
  }
  const bytes = await response.arrayBuffer();
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { text, etag: (response.headers.get('ETag') ?? '').replace(/^W\/|"/g, '') };
}

const NO_KEY = 401;
let renewing = null;

/** The page's cookie is of one run of the gateway; its first file brings that of the run that answers now. */
function renewKey() {
  renewing ??= reach('/', { cache: 'no-store' }).then((answer) => answer.text()).finally(() => { renewing = null; });
  return renewing;
}

/** Commands; `body` is sent as JSON, a string as it is. Goes on by itself when the gateway was restarted. */
export async function send(method, path, body, headers = {}, signal = undefined) {
  const isText = typeof body === 'string';
  const ask = () => reach(`/api/${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': isText ? 'text/plain' : 'application/json' }),
      ...headers,
    },
    body: body === undefined || isText ? body : JSON.stringify(body),
    signal,
  });
  let response = await ask();
  if (response.status === NO_KEY) {
    await renewKey();
    response = await ask(); // once: nothing was done, as it was not let in
  }
  return answerOf(response);
}

/** A part of a path, with the slashes of file names and topics kept. */
export const path = (text) => text.split('/').map(encodeURIComponent).join('/');
