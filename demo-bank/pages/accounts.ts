import { type Html, html } from './html.js';

const balances = [
  { name: 'Everyday account', number: '•••• 4417', amount: '2,318.40' },
  { name: 'Savings', number: '•••• 9052', amount: '14,750.00' },
];

const payments = [
  { day: '2 May', name: 'Corner Bakery', amount: '−6.80' },
  { day: '1 May', name: 'Rent', amount: '−980.00' },
  { day: '30 Apr', name: 'Salary', amount: '+3,120.00' },
  { day: '28 Apr', name: 'City Transport', amount: '−42.50' },
];

export function accountsPage({ username }: { username: string }): Html {
  const cards = balances.map(
    ({ name, number, amount }) =>
      html`<article class="card balance">
        <h2>${name}</h2>
        <p class="hint">${number}</p>
        <p class="amount">€ ${amount}</p>
      </article>`,
  );
  const rows = payments.map(
    ({ day, name, amount }) =>
      html`<tr>
        <td>${day}</td>
        <td>${name}</td>
        <td class="number">${amount}</td>
      </tr>`,
  );

  return html`<section id="accounts">
    <div class="heading">
      <div>
        <h1>Your accounts</h1>
        <p class="hint">Signed in as ${username}</p>
      </div>
      <form method="post" action="/logout"><button id="logout" class="quiet">Log out</button></form>
    </div>
    <div class="balances">${cards}</div>
    <div class="card">
      <h2>Latest payments</h2>
      <table>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}
