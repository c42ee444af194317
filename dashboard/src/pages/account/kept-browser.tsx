import { useForgetBrowser } from '../../api/accounts';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { ProblemNotice } from '../../ui/problem-notice';

/** Lets the user delete the browser that is kept for the account's next login. */
export function KeptBrowser({ accountId }: { accountId: string }) {
  const text = useText();
  const forgetting = useForgetBrowser(accountId);
  return (
    <Card title={text.keptBrowser.title} description={text.keptBrowser.what}>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => forgetting.mutate()} isBusy={forgetting.isPending}>
          {text.keptBrowser.forget}
        </Button>
        <p role="status">{forgetting.isSuccess ? text.keptBrowser.forgotten : ''}</p>
      </div>
      <ProblemNotice error={forgetting.error} />
    </Card>
  );
}
