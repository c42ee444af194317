// What a page draws when it sends, and how it shows a refusal.

const wrongTexts = { login: 'Wrong user name or password.', code: 'Wrong code. Please try again.' };
const status = (stage) => document.getElementById(`${stage}-status`);
const errorId = (stage) => `${stage}-error`;

function showError(stage, text) {
  let error = document.getElementById(errorId(stage));
  if (!error) {
    error = document.createElement('p');
    error.id = errorId(stage);
    $('#app').append(error);
  }
  error.textContent = text;
}

function hideError(stage) {
  document.getElementById(errorId(stage))?.remove();
}

/** Until the toast that is shown is hidden. */
let toast;

/** When a page redraws: what it shows from the moment of sending until the verdict. */
const redraws = {
  after: () => undefined,

  // The page that follows if all goes well.
  optimistic: (stage) => draw(nextOf[stage]),

  // The same form again with what was typed, as when a framework gives it a new key.
  anew: (stage) => {
    const values = inputs().map(({ value }) => value);
    const error = document.getElementById(errorId(stage))?.textContent;
    drawAndWire(stage);
    inputs().forEach((input, i) => (input.value = values[i] ?? ''));
    if (error) showError(stage, error);
  },

  // At once and after the verdict.
  busy: () => {
    for (const input of inputs()) input.disabled = true;
    button().disabled = true;
    button().textContent = 'One moment…';
  },

  // Nothing at once, but its texts change every second (app.js).
  ticking: () => undefined,
};

/** The form, empty and usable, whatever was shown since it was sent. */
function formAgain(stage) {
  const wasRedrawn = config[stage].redraw === 'optimistic' || config[stage].redraw === 'busy';
  if (wasRedrawn) return drawAndWire(stage);
  for (const input of inputs()) if (input.id !== 'user') input.value = '';
  typings[config[stage].typing].empty?.();
}

const refusals = {
  document: (stage) => location.replace(at(`${stage}?refused`)),

  inline: (stage) => {
    formAgain(stage);
    showError(stage, wrongTexts[stage]);
  },

  toast: (stage) => {
    formAgain(stage);
    showError(stage, wrongTexts[stage]);
    clearTimeout(toast);
    toast = setTimeout(hideError, 2_500, stage);
  },

  text: (stage) => {
    formAgain(stage);
    status(stage).textContent = wrongTexts[stage];
  },

  alert: (stage) => {
    formAgain(stage);
    alert(wrongTexts[stage]);
  },

  redrawn: (stage) => {
    drawAndWire(stage);
    showError(stage, wrongTexts[stage]);
  },
};

/** How a login goes on when the bank has said yes. */
const moves = {
  document: (to) => (location.href = at(to)),
  // A page in between, which goes on by itself.
  through: (to) => (location.href = at(`moment?${to}`)),
  inPlace: (to) => drawAndWire(to),
};
