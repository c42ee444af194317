import { sendApprovalPage } from '../approval-page.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

const script = `
  setInterval(async () => {
    const text = await (await fetch(location.href)).text();
    if (!text.includes('id="waiting-for-app"')) location.reload();
  }, 1000);`;

/** The page asks its server each second whether the person has decided. */
export const approvalPolls: Site = {
  shape: 'approval-polls',
  bankName: 'Ostseebank',
  login: (view) => loginPage(view),
  beforeCode: '/approve',
  get: { '/approve': (tools) => sendApprovalPage(tools, script) },
};
