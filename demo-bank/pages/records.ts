import type { Approval } from '../approvals.js';
import type { SmsMessage } from '../inbox.js';
import type { LedgerEvent } from '../ledger.js';
import { type Html, html } from './html.js';

function userForm(username: string | undefined): Html {
  return html`<form class="pick" method="get">
    <label for="username">User name</label>
    <input
      id="username"
      name="username"
      value="${username ?? ''}"
      placeholder="otp"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    />
    <button>Show</button>
  </form>`;
}

function clock(at: string): Html {
  return html`<time datetime="${at}">${at.slice(11, 19)} UTC</time>`;
}

const states: Record<Exclude<Approval['state'], 'waiting'>, string> = {
  approved: 'Approved',
  refused: 'Refused',
  expired: 'Expired',
  replaced: 'Replaced by a code',
  left: 'No longer waited for',
};

/** What the bank's app shows. `back`: whose phone the page shows; `base`: the path of the bank. */
function approvalItem(approval: Approval, { back, base }: { back: string | undefined; base: string }): Html {
  const { id, username, askedAt, compare, state } = approval;
  const buttons = html`<form class="decide" method="post" action="${base}/approvals/${id}">
    ${back === undefined ? null : html`<input type="hidden" name="back" value="${back}" />`}
    <button name="decision" value="approve">Approve</button>
    <button name="decision" value="refuse" class="quiet">Refuse</button>
  </form>`;
  return html`<li>
    <p class="hint">Demo Bank app of ${username} · ${clock(new Date(askedAt).toISOString())}</p>
    <div class="bubble">
      <p>Somebody signs in as ${username}. The number is <b>${compare}</b>.</p>
      ${state === 'waiting' ? buttons : html`<b>${states[state]}</b>`}
    </div>
  </li>`;
}

/** The phone as a page. It reloads itself to show new messages. */
export function inboxPage(inbox: {
  username: string | undefined;
  messages: readonly SmsMessage[];
  approvals: readonly Approval[];
  base: string;
}): Html {
  const asked = inbox.approvals.map((approval) =>
    approvalItem(approval, { back: inbox.username, base: inbox.base }),
  );
  const bubbles = inbox.messages.map(
    ({ from, to, text, sent_at }) =>
      html`<li>
        <p class="hint">${from} → ${to} · ${clock(sent_at)}</p>
        <p class="bubble">${text}</p>
      </li>`,
  );
  const nothing = html`<li class="hint">No message yet.</li>`;

  return html`<section class="card">
    <h1>Phone</h1>
    <p class="hint">
      ${inbox.username === undefined ? 'The latest messages of all users.' : `Messages to ${inbox.username}.`}
    </p>
    ${userForm(inbox.username)}
    <ul class="messages" data-live>
      ${asked} ${asked.length + bubbles.length > 0 ? bubbles : nothing}
    </ul>
  </section>`;
}

function details(event: LedgerEvent): string {
  return Object.entries(event)
    .filter(([name]) => name !== 'type' && name !== 'at')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}

/** What the bank recorded about one user, as a page. */
export function ledgerPage(ledger: { username: string | undefined; events: readonly LedgerEvent[] }): Html {
  const rows = ledger.events.map(
    (event) =>
      html`<tr>
        <td>${clock(event.at)}</td>
        <td>${event.type}</td>
        <td>${details(event)}</td>
      </tr>`,
  );
  const nothing = html`<tr>
    <td class="hint">Nothing yet.</td>
  </tr>`;

  return html`<section class="card">
    <h1>Ledger</h1>
    <p class="hint">What the bank saw of one user name, oldest first.</p>
    ${userForm(ledger.username)}
    <table class="ledger">
      <tbody data-live>
        ${rows.length > 0 ? rows : nothing}
      </tbody>
    </table>
  </section>`;
}
