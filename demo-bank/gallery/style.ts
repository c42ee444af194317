/** What the pages of the gallery need beyond the demo bank's style sheet. */
export const galleryStyle = `
select { width: 100%; font: inherit; padding: 11px 13px; border: 1px solid #b6c5c0; border-radius: 9px; background: #fff; }
[hidden] { display: none !important; }
.overlay { position: fixed; inset: 0; z-index: 9; background: rgb(10 40 34 / 60%); display: grid; place-items: center; }
.overlay > div { background: #fff; border-radius: 14px; padding: 28px; max-width: 400px; }
.check { display: flex; gap: 8px; align-items: center; }
.check input { width: auto; }
.asked { display: flex; gap: 12px; }
.asked > * { flex: 1; }
.asked input { text-align: center; }
.keypad { display: grid; grid-template-columns: repeat(4, 60px); gap: 8px; margin: 12px 0; }
.keypad button { width: 60px; height: 60px; margin: 0; padding: 0; background: #fff; color: var(--ink); border: 1px solid #b6c5c0; border-radius: 0; }
.keypad canvas { display: block; }
.dots { min-height: 28px; letter-spacing: 6px; font-size: 22px; margin: 0; }
.menu { display: flex; gap: 12px; }
.groups { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.plain-button { margin-top: 18px; padding: 12px; border-radius: 9px; background: var(--ink); color: #fff; text-align: center; cursor: pointer; }
iframe { width: 100%; min-height: 560px; border: 0; }
`;
