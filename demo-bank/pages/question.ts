import { maxAttempts } from '../challenges.js';
import { type Html, html } from './html.js';

export function questionPage({ refusals }: { refusals: number }): Html {
  const left = maxAttempts - refusals;
  const refusal = html`<p class="alert error" role="alert">
    The answer is not correct. ${left === 1 ? '1 attempt' : `${left} attempts`} left.
  </p>`;

  return html`<section class="card">
    <h1>Your security question</h1>
    ${refusals > 0 ? refusal : null}
    <form method="post" action="/question">
      <label for="answer" id="security-question">What was the name of your first pet?</label>
      <input
        id="answer"
        name="answer"
        type="password"
        autocomplete="off"
        maxlength="200"
        required
        autofocus
      />
      <button id="answer-go">Confirm</button>
    </form>
  </section>`;
}
