// How a page asks its bank. Each function sends what was typed and resolves with the bank's verdict, `{ ok }`.

/** Called with a verdict that arrives by another way than the request that carried the code. */
let takeVerdict = () => undefined;
const nextVerdict = () => new Promise((resolve) => (takeVerdict = resolve));
/** The document in the hidden iframe calls this. */
function answered(verdict) {
  takeVerdict(verdict);
}

let socket;
function openSocket() {
  socket ??= new WebSocket(at('socket').replace('http', 'ws'));
  socket.onmessage = ({ data }) => takeVerdict(JSON.parse(data));
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.OPEN) resolve(socket);
    else socket.onopen = () => resolve(socket);
  });
}

let stream;
function openStream() {
  stream ??= new EventSource(at('events'));
  stream.onmessage = ({ data }) => takeVerdict(JSON.parse(data));
}

async function pollForVerdict() {
  for (;;) {
    await wait(config.pollMs);
    const verdict = await post('result', {});
    if (!verdict.isPending) return verdict;
  }
}

const asks = {
  // The browser sends the form, and another document is the answer.
  form: () => new Promise(() => undefined),

  fetch: (stage, body) => post(`${stage}.json`, body),

  // As fetch; what follows is always another document (verdicts.js).
  replace: (stage, body) => post(`${stage}.json`, body),

  xhr: (stage, body) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('POST', at(`${stage}.json`));
      request.onload = () => resolve(JSON.parse(request.responseText));
      request.send(JSON.stringify(body));
    }),

  socket: async (stage, body) => {
    const verdict = nextVerdict();
    (await openSocket()).send(JSON.stringify({ stage, body }));
    return await verdict;
  },

  stream: async (stage, body) => {
    const verdict = nextVerdict();
    openStream();
    await post(`${stage}.submit`, body);
    return await verdict;
  },

  polling: async (stage, body) => {
    await post(`${stage}.submit`, body);
    return await pollForVerdict();
  },

  beacon: (stage, body) => {
    navigator.sendBeacon(at(`${stage}.submit`), JSON.stringify(body));
    return pollForVerdict();
  },

  // The form's target is a hidden iframe, whose document calls `answered`.
  frame: () => nextVerdict(),
};

/** Channels that are open before anything is sent, as most apps have them. */
function openEarly({ ask, opensEarly }) {
  if (!opensEarly) return;
  if (ask === 'socket') void openSocket();
  if (ask === 'stream') openStream();
}

/** Whether the browser sends the form by itself. */
const isNative = ({ ask }) => ask === 'form' || ask === 'frame';
