// The page itself: draws the stage it is at (`login`, `code` or `home`), sends what was typed, shows the verdict.

const typingOf = (stage) => typings[config[stage].typing];

function draw(stage) {
  if (stage === 'home') {
    $('#app').innerHTML = '<h1 id=accounts>Your accounts</h1>';
    return;
  }
  const kind = config[stage];
  const target = isNative(kind) ? `method=post action="${at(`${stage}.${kind.ask}`)}"` : '';
  // Nothing but its script keeps a bare form from putting what was typed into the address.
  $('#app').innerHTML = `<p id=note>Please log in</p>
    <form id=form ${target} ${kind.ask === 'frame' ? 'target=sink' : ''}>
      ${typingOf(stage).fields[stage]}<input id=typed type=hidden name=typed>
    </form><p id=${stage}-status>Welcome</p>`;
}

function wire(stage) {
  if (stage === 'home') return;
  typingOf(stage).attach();
  openEarly(config[stage]);
  $('#form').onsubmit = (event) => {
    const complaint = typingOf(stage).check?.();
    if (complaint || !isNative(config[stage])) event.preventDefault();
    if (complaint) showError(stage, complaint);
    else void send(stage);
  };
}

function drawAndWire(stage) {
  draw(stage);
  wire(stage);
}

async function send(stage) {
  const { ask, redraw, keepsOldError, asksAfterMs, drawsAfterMs, refusal } = config[stage];
  const body = typingOf(stage).read[stage]();
  if (!keepsOldError) {
    hideError(stage);
    status(stage).textContent = 'Checking…';
  }
  pauseBackground();
  if (isNative(config[stage])) {
    $('#typed').value = JSON.stringify(body);
    // A form that is taken out of the page while its `submit` event is on its way is not sent.
    setTimeout(() => redraws[redraw](stage), 0);
  } else {
    redraws[redraw](stage);
    await wait(asksAfterMs);
  }
  const { ok } = await asks[ask](stage, body);
  await wait(drawsAfterMs);
  resumeBackground();
  if (!ok) void refusals[ask === 'replace' ? 'document' : refusal](stage);
  else if (ask === 'replace') location.replace(at(nextOf[stage]));
  else moves[config.moves](nextOf[stage]);
}

/** Counts seconds in the note, and in the error of this stage if there is one. */
function tick(stage) {
  let left = 300;
  setInterval(() => {
    left -= 1;
    if ($('#note')) $('#note').textContent = `This page is valid for another ${left} s`;
    const text = `${wrongTexts[stage]} Valid for another ${left} s`;
    if (document.getElementById(errorId(stage))) showError(stage, text);
    if (status(stage)?.textContent.startsWith(wrongTexts[stage])) status(stage).textContent = text;
  }, 1_000);
}

/** A page that shows what comes after the login before it knows whether anybody is logged in. */
const openings = {
  plain: () => undefined,
  flash: async () => {
    draw('home');
    await fetch(at('me'));
  },
  flashThenReplace: async () => {
    draw('home');
    await fetch(at('me'));
    location.replace(at('login?known'));
    await new Promise(() => undefined);
  },
};

async function start() {
  const { stage } = config;
  backgrounds[config.background]();
  for (const each of ['login', 'code']) if (config[each].redraw === 'ticking') tick(each);
  if (stage === 'login' && !config.isKnown) await openings[config.opening]();
  draw(stage);
  if (stage === 'home') return;
  if (config[stage].typing === 'lateScript') await wait(1_200);
  wire(stage);
  if (!config.isRefused) return;
  const { refusal } = config[stage];
  // The document is the refusal already.
  await refusals[refusal === 'document' ? 'inline' : refusal](stage);
}

void start();
