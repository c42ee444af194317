import type { Challenge } from '../challenges.js';
import type { Scenario } from '../scenarios.js';
import { type Html, html } from './html.js';
import { photoTan } from './photo-tan.js';

interface CodePage {
  scenario: Scenario;
  challenge: Challenge;
}

function drawNotice({ notice }: Challenge): Html | null {
  if (notice === null) return null;
  return notice.kind === 'error'
    ? html`<p class="alert error" id="otp-error" role="alert">${notice.text}</p>`
    : html`<p class="alert info" role="status">${notice.text}</p>`;
}

/** The attributes state the length and type of the code, for browsers and for programs that read the page. */
function drawFields({ codeLength, alphabet, oneFieldEach }: Scenario): Html {
  const set = alphabet === 'digits' ? '[0-9]' : '[A-Za-z0-9]';
  const keyboard = alphabet === 'digits' ? 'numeric' : 'text';
  if (!oneFieldEach) {
    return html`<input
      class="otp-field"
      id="otp"
      name="code"
      maxlength="${codeLength}"
      inputmode="${keyboard}"
      pattern="${set}{${codeLength}}"
      autocomplete="one-time-code"
      autocapitalize="none"
      spellcheck="false"
      required
      autofocus
    />`;
  }
  const boxes = Array.from(
    { length: codeLength },
    (_, index) =>
      html`<input
        class="otp-field otp-box"
        name="code"
        maxlength="1"
        inputmode="${keyboard}"
        pattern="${set}"
        autocomplete="off"
        aria-label="Digit ${index + 1}"
        required
        ${index === 0 ? html`autofocus` : null}
      />`,
  );
  return html`<div class="boxes" id="otp" role="group" aria-label="Code">${boxes}</div>`;
}

function drawPrompt({ scenario, challenge }: CodePage): Html {
  if (scenario.channel === 'app') {
    return html`<p>Open your authenticator app and enter the ${scenario.codeLength}-digit code it shows.</p>`;
  }
  if (scenario.channel === 'picture') {
    return html`<p>Scan this picture with your bank’s app, and enter the code that it shows.</p>
      <p>${photoTan(challenge.code ?? '')}</p>`;
  }
  const kind = scenario.alphabet === 'digits' ? '-digit' : '-character';
  return html`<p>
    We have sent a ${scenario.codeLength}${kind} code by ${challenge.channel === 'email' ? 'e-mail' : 'SMS'}
    to
    <b id="sent-to">${challenge.sentTo}</b>.
  </p>`;
}

export function codePage(page: CodePage): Html {
  const { scenario, challenge } = page;
  const byFetch = scenario.singlePage ? html`data-fetch` : null;
  const resend = html`<form class="again" method="post" action="/code/again" ${byFetch}>
    <button id="again" class="quiet">Send another code</button>
  </form>`;

  return html`<section class="card">
    <h1>Enter your code</h1>
    ${drawPrompt(page)} ${drawNotice(challenge)}
    <form id="otp-form" method="post" action="/code" data-channel="${scenario.channel}" ${byFetch}>
      <input type="hidden" name="page" value="${challenge.pageNonce}" />
      <label for="otp">${scenario.channel === 'app' ? 'Authenticator code' : 'Code'}</label>
      ${drawFields(scenario)}
      <button id="otp-go">Confirm</button>
    </form>
    ${scenario.offersResend ? resend : null}
    <p class="hint">Demo Bank never asks for a code by phone.</p>
  </section>`;
}
