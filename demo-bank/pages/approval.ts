import type { Approval } from '../approvals.js';
import type { Scenario } from '../scenarios.js';
import { approvalScriptElement } from './approval-script.js';
import { type Html, html } from './html.js';

export function approvalPage({
  scenario,
  approval,
}: {
  scenario: Scenario;
  approval: Pick<Approval, 'compare'>;
}): Html {
  const instead = html`<form class="again" method="post" action="/approval/code">
    <button id="code-instead" class="quiet">Get a code instead</button>
  </form>`;

  return html`<section class="card" id="approval">
    <h1>Approve in your app</h1>
    <p id="approval-message">Open your bank’s app and approve the sign-in if it shows the same number.</p>
    <p class="amount" id="approval-number">${approval.compare}</p>
    ${scenario.offersCodeInstead ? instead : null}
    <p class="hint">This page goes on by itself.</p>
    ${approvalScriptElement}
  </section>`;
}
