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
  const isJson = (response.headers.get('Content-Type') ?? '').startsWith('application/json');
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
  } catch {
    throw new ApiError(0, 'The gateway does not answer. Is it running?', []);
  }
  return response;
}

/** The answer to GET `/api/` + path: an object, or text where it is no JSON. */
export async function get(path, options = {}) {
  return answerOf(await reach(`/api/${path}`, options));
}

/** The text and ETag of a file of the house. */
export async function getText(path) {
  const response = await reach(`/api/${path}`, {});
  if (!response.ok) {
    await answerOf(response);
  }
  return { text: await response.text(), etag: response.headers.get('ETag') };
}

/** Commands; `body` is sent as JSON, a string as it is. */
export async function send(method, path, body, headers = {}) {
  const isText = typeof body === 'string';
  return answerOf(
    await reach(`/api/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': isText ? 'text/plain' : 'application/json' }),
        ...headers,
      },
      body: body === undefined || isText ? body : JSON.stringify(body),
    }),
  );
}

/** A part of a path, with the slashes of file names and topics kept. */
export const path = (text) => text.split('/').map(encodeURIComponent).join('/');
