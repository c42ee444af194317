// What a page asks or draws all the time, whatever the person does.

let polling;
async function longPoll() {
  polling = new AbortController();
  try {
    for (;;) await fetch(at('news'), { signal: polling.signal });
  } catch {
    // Aborted while a code is with the bank, as pages do that allow one request at a time.
  }
}

const backgrounds = {
  nothing: () => undefined,
  longPoll: () => void longPoll(),
  heartbeat: () => setInterval(() => void fetch(at('alive')), 300),
  analytics: () => setInterval(() => navigator.sendBeacon(at('seen'), 'still here'), 500),
  clock: () => setInterval(() => ($('#clock').textContent = new Date().toISOString()), 250),
};

const pauseBackground = () => polling?.abort();
const resumeBackground = () => config.background === 'longPoll' && longPoll();
