import { useId, useState } from 'react';
import { useCheckBank } from '../../api/banks';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Notice } from '../../ui/notice';
import { ProblemNotice } from '../../ui/problem-notice';
import { BankIssues } from './bank-issues';

const example = `code: example
name: Example Bank
login_url: https://bank.example/login
fields: { username: '#user', password: '#pass', submit: '#go' }
otp:
  input: '#otp'
  submit: '#otp-go'
pages:
  - { selector: '#otp-error', is: code_rejected }
  - { selector: '#otp', is: code_required }
  - { selector: '#accounts', is: logged_in }
  - { selector: '#bad-login', is: bad_credentials }
`;

/** Has the server validate a bank file and shows the errors. It does not install the file. */
export function CheckFile() {
  const text = useText();
  const id = useId();
  const [yaml, setYaml] = useState(example);
  const check = useCheckBank();

  return (
    <Card title={text.banks.checkTitle} description={text.banks.checkWhat} className="mt-8">
      <label htmlFor={id} className="sr-only">
        {text.banks.file}
      </label>
      <textarea
        id={id}
        value={yaml}
        onChange={(event) => {
          check.reset();
          setYaml(event.target.value);
        }}
        rows={14}
        spellCheck={false}
        autoCapitalize="none"
        className="w-full resize-y rounded-xl border border-edge bg-sunken p-4 font-mono text-[0.8125rem] leading-relaxed pointer-coarse:text-base"
      />
      <div className="mt-4 flex flex-col gap-4">
        <div>
          <Button look="primary" isBusy={check.isPending} onClick={() => check.mutate(yaml)}>
            {text.banks.check}
          </Button>
        </div>
        <ProblemNotice error={check.error} />
        {check.data?.bank && check.data.ok && (
          <Notice tone="good" role="status" title={text.banks.fine(check.data.bank.name)}>
            {text.banks.fineWhat(`${check.data.bank.code}.yaml`)}
          </Notice>
        )}
        {check.data?.ok === false && (
          <Notice tone="bad" role="alert" title={text.banks.faults(check.data.issues.length)}>
            <BankIssues issues={check.data.issues} />
          </Notice>
        )}
      </div>
    </Card>
  );
}
