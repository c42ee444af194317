import { sendApprovalPage } from '../approval-page.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

const script = `
  setTimeout(() => location.reload(), 2000);`;

/** The page loads itself again every two seconds until the person has decided. */
export const approvalReloads: Site = {
  shape: 'approval-reloads',
  bankName: 'Caja del Norte',
  login: (view) => loginPage(view),
  beforeCode: '/approve',
  get: { '/approve': (tools) => sendApprovalPage(tools, script) },
};
