import { useText } from '../../i18n';
import { Page } from '../../ui/page';
import { PasswordCard } from './password-card';
import { SecondFactorCard } from './second-factor-card';
import { SignInsCard } from './sign-ins-card';

/** How the user signs in, and where they are signed in. */
export function SecurityPage() {
  const { security } = useText();
  return (
    <Page title={security.title} description={security.what}>
      <div className="flex max-w-3xl flex-col gap-6">
        <SecondFactorCard />
        <PasswordCard />
        <SignInsCard />
      </div>
    </Page>
  );
}
