import { type BankFile, bankFileSchema } from '../../src/banks/file/bank-file.js';
import type { PagePlan, Stage } from './page-plan.js';

const boxTypings = ['boxes', 'boxesEnabledLate'];

/** The file that an operator would write for the bank of a plan. */
export function bankFileOf(plan: PagePlan, url: string): BankFile {
  const isOfBoxes = boxTypings.includes(plan.code.typing);
  const input = isOfBoxes ? '.box' : '#otp';
  // These fields have no maximum length, or a larger one than the code.
  const saysNoLength = ['editable', 'drawnCells', 'prefixed', 'grouped'].includes(plan.code.typing);
  return bankFileSchema.parse({
    code: 'laboratory',
    name: 'Laboratory Bank',
    login_url: `${url}/login`,
    timeout_seconds: 15,
    fields: { username: '#user', password: '#pass', submit: '#go' },
    otp: { input, submit: '#go', message: '#note', ...(saysNoLength && { length: 6 }) },
    pages: [
      { ...refusalOf(plan, 'code'), is: 'code_rejected' },
      { ...refusalOf(plan, 'login'), is: 'bad_credentials' },
      { selector: input, is: 'code_required' },
      { selector: '#accounts', is: 'logged_in' },
    ],
  });
}

const alerts = { login: 'Wrong user name', code: 'Wrong code' };

function refusalOf(plan: PagePlan, stage: Stage): { selector: string } | { dialog: string } {
  const { refusal, namesAlert } = plan[stage];
  if (refusal === 'text') return { selector: `#${stage}-status:has-text("Wrong")` };
  if (refusal === 'alert' && namesAlert) return { dialog: alerts[stage] };
  return { selector: `#${stage}-error` };
}
