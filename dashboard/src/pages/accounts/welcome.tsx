import { ArrowRight, KeyRound, LogIn, MessageSquareText } from 'lucide-react';
import { useText } from '../../i18n';
import { Button, ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { ProblemNotice } from '../../ui/problem-notice';
import { useBanks } from '../../api/banks';
import { useDemoLogin } from './use-demo-login';

/**
 * Shown instead of an empty list of accounts. If the demo bank is installed, one click starts a first login.
 */
export function Welcome() {
  const text = useText();
  const { welcome } = text;
  const { data: banks } = useBanks();
  const demoBank = banks?.find(({ code, status }) => code === 'demo' && status === 'ready');
  const first = useDemoLogin();

  const steps = [
    { icon: LogIn, title: welcome.firstTitle, what: welcome.first },
    { icon: MessageSquareText, title: welcome.secondTitle, what: welcome.second },
    { icon: KeyRound, title: welcome.thirdTitle, what: welcome.third },
  ];
  return (
    <Page title={welcome.title} description={demoBank === undefined ? welcome.withoutDemo : welcome.what}>
      {demoBank !== undefined && (
        <ol className="grid gap-4 md:grid-cols-3">
          {steps.map(({ icon: Icon, title, what }, index) => (
            <li key={title} className="rounded-2xl border border-line bg-surface p-6 shadow-xs">
              <div className="flex items-center justify-between">
                <span className="grid size-10 place-items-center rounded-xl bg-accent-tint text-accent">
                  <Icon aria-hidden="true" className="size-5" />
                </span>
                <span aria-hidden="true" className="text-sm font-semibold text-soft tabular">
                  {index + 1}
                </span>
              </div>
              <h2 className="mt-4 font-semibold">{title}</h2>
              <p className="mt-1 text-sm text-soft">{what}</p>
            </li>
          ))}
        </ol>
      )}
      <div className="mt-8 flex flex-wrap items-center gap-3">
        {demoBank !== undefined && (
          <Button
            look="primary"
            size="large"
            isBusy={first.isPending}
            onClick={() => first.mutate(demoBank.id)}
          >
            {welcome.try} {!first.isPending && <ArrowRight aria-hidden="true" className="size-4" />}
          </Button>
        )}
        <ButtonLink href="/accounts/new" size="large" look={demoBank === undefined ? 'primary' : 'secondary'}>
          {welcome.own}
        </ButtonLink>
      </div>
      <ProblemNotice error={first.error} className="mt-5 max-w-xl" />
    </Page>
  );
}
