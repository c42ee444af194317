import { useSecondFactor } from '../../api/security';
import { useSignIns } from '../../api/sign-ins';
import { useText } from '../../i18n';
import { Page } from '../../ui/page';
import { LoadingOrError } from '../../ui/states';
import { PasswordCard } from './password-card';
import { SecondFactorCard } from './second-factor-card';
import { SignInsCard } from './sign-ins-card';

/** How the user signs in, and where they are signed in. */
export function SecurityPage() {
  const { security } = useText();
  const secondFactor = useSecondFactor();
  const signIns = useSignIns();
  return (
    <Page title={security.title} description={security.what}>
      {secondFactor.data === undefined || signIns.data === undefined ? (
        <LoadingOrError
          error={secondFactor.error ?? signIns.error}
          onRetry={() => Promise.all([secondFactor.refetch(), signIns.refetch()])}
        />
      ) : (
        <div className="flex max-w-3xl flex-col gap-6">
          <SecondFactorCard secondFactor={secondFactor.data} />
          <PasswordCard />
          <SignInsCard signIns={signIns.data} />
        </div>
      )}
    </Page>
  );
}
