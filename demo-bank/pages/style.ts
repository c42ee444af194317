export const style = `
:root { --ink: #16302b; --soft: #5d716c; --line: #d9e2df; --brand: #0f5c4d; --brand-dark: #0a4338; --ground: #f3f6f5; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
header { background: var(--brand-dark); color: #fff; padding: 0 24px; min-height: 64px; display: flex; align-items: center; justify-content: space-between; }
header a { color: inherit; text-decoration: none; }
header nav a { margin-left: 20px; font-size: 14px; opacity: .85; }
header nav a:hover { opacity: 1; text-decoration: underline; }
.brand { font-weight: 650; font-size: 19px; letter-spacing: .2px; display: flex; align-items: center; gap: 10px; }
.mark { width: 26px; height: 26px; border-radius: 7px; background: linear-gradient(135deg, #7fd6bd 50%, #2f9c81 50%); }
main { flex: 1; width: 100%; margin: 0 auto; padding: 40px 16px; }
main.narrow { max-width: 472px; }
main.wide, main:has(#accounts) { max-width: 792px; }
footer { padding: 20px; text-align: center; color: var(--soft); font-size: 13px; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 14px; padding: 28px; box-shadow: 0 1px 3px rgb(16 48 43 / 6%); }
h1 { font-size: 25px; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 16px; margin: 0 0 4px; }
p { margin: 0 0 14px; }
a { color: var(--brand); }
.hint { color: var(--soft); font-size: 14px; margin-bottom: 0; }
label { display: block; font-weight: 600; font-size: 14px; margin: 16px 0 6px; }
input { width: 100%; font: inherit; color: inherit; padding: 11px 13px; border: 1px solid #b6c5c0; border-radius: 9px; background: #fff; }
input:focus-visible, button:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid #7fd6bd; outline-offset: 1px; border-color: var(--brand); }
button { width: 100%; margin-top: 20px; padding: 12px 18px; font: inherit; font-weight: 600; color: #fff; background: var(--brand); border: 1px solid var(--brand); border-radius: 9px; cursor: pointer; }
button:hover { background: var(--brand-dark); }
button:disabled { opacity: .6; }
button.quiet { background: #fff; color: var(--brand); border-color: #b6c5c0; }
button.quiet:hover { background: var(--ground); }
#otp.otp-field { font-size: 24px; letter-spacing: .3em; text-align: center; font-variant-numeric: tabular-nums; }
.boxes { display: grid; grid-template-columns: repeat(6, 1fr); gap: 8px; }
.otp-box { text-align: center; font-size: 22px; padding: 11px 0; }
.option { display: flex; gap: 10px; align-items: baseline; margin: 0 0 8px; }
.option input { width: auto; }
.option label { margin: 0; font-weight: 400; }
.decide { display: flex; gap: 10px; }
.decide button { width: auto; margin: 0; padding: 8px 18px; }
#photo-tan { display: block; margin: 0 auto; }
.again button { margin-top: 10px; }
form + .hint { margin-top: 18px; }
.alert { padding: 11px 14px; border-radius: 9px; font-size: 15px; overflow-wrap: anywhere; }
.alert.error { background: #fdecea; color: #8a1c12; border: 1px solid #f3c4bf; }
.alert.info { background: #e6f4f0; color: var(--brand-dark); border: 1px solid #bfe0d6; }
details { margin-top: 24px; border-top: 1px solid var(--line); padding-top: 16px; font-size: 14px; }
summary { cursor: pointer; color: var(--brand); font-weight: 600; }
details p { margin: 12px 0; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; }
dt { font-family: ui-monospace, 'Liberation Mono', monospace; font-size: 13px; line-height: 21px; }
dd { margin: 0; color: var(--soft); }
.heading { display: flex; justify-content: space-between; align-items: flex-start; gap: 16px; margin-bottom: 24px; }
.heading h1 { margin-bottom: 2px; }
.heading button { width: auto; margin: 0; padding: 9px 18px; white-space: nowrap; }
.balances { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-bottom: 16px; }
.balance { padding: 20px 24px; }
.amount { font-size: 26px; font-weight: 650; margin: 12px 0 0; font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; font-size: 15px; margin-top: 8px; }
td { padding: 10px 12px 10px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:first-child td { border-top: 0; }
#sent-to, dt { white-space: nowrap; }
td:first-child { color: var(--soft); white-space: nowrap; }
td.number { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
.pick { display: grid; grid-template-columns: 1fr auto; gap: 0 10px; align-items: end; margin-bottom: 24px; }
.pick label { grid-column: 1 / -1; }
.pick button { margin: 0; width: auto; }
.messages { list-style: none; margin: 0; padding: 0; display: grid; gap: 18px; }
.messages .hint { font-size: 13px; margin-bottom: 4px; }
.bubble { background: #e6f4f0; border-radius: 4px 16px 16px 16px; padding: 12px 16px; margin: 0; max-width: 34em; overflow-wrap: anywhere; }
@media (max-width: 560px) {
  main { padding: 20px 12px; }
  header { padding: 0 16px; }
  .card { padding: 22px 18px; }
  .balances { grid-template-columns: 1fr; }
  .ledger td { display: block; padding: 0; border: 0; white-space: normal; }
  .ledger tr { display: block; padding: 10px 0; border-top: 1px solid var(--line); }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
}
`;
