import { Laptop, Terminal } from 'lucide-react';
import { type SignIn, useEndSignIn } from '../../api/sign-ins';
import { useText } from '../../i18n';
import { Ago } from '../../ui/ago';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { ProblemNotice } from '../../ui/problem-notice';
import { describeUserAgent } from './user-agent';

export function SignInsCard({ signIns }: { signIns: readonly SignIn[] }) {
  const { security: words } = useText();
  return (
    <Card title={words.signIns} description={words.signInsWhat}>
      <ul className="divide-y divide-line">
        {signIns.map((signIn) => (
          <SignInRow key={signIn.id} signIn={signIn} />
        ))}
      </ul>
    </Card>
  );
}

function SignInRow({ signIn }: { signIn: SignIn }) {
  const { security: words } = useText();
  const end = useEndSignIn();
  const Icon = signIn.kind === 'cookie' ? Laptop : Terminal;
  const name =
    describeUserAgent(signIn.user_agent) ?? (signIn.kind === 'cookie' ? words.browser : words.program);
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex items-center gap-4">
        <Icon aria-hidden="true" className="size-5 shrink-0 text-soft" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <span className="min-w-0 wrap-anywhere">{name}</span>
            {signIn.current && <Badge tone="good">{words.thisOne}</Badge>}
          </p>
          <p className="text-sm text-soft">
            {signIn.address !== null && <>{signIn.address} · </>}
            {words.used} <Ago at={signIn.last_used_at ?? signIn.created_at} />
          </p>
        </div>
        {!signIn.current && (
          <Button
            size="small"
            look="danger"
            isBusy={end.isPending}
            aria-label={words.signOutOf(name)}
            onClick={() => end.mutate(signIn.id)}
          >
            {words.signOut}
          </Button>
        )}
      </div>
      <ProblemNotice error={end.error} className="mt-2" />
    </li>
  );
}
