import { Compass } from 'lucide-react';
import { useText } from '../i18n';
import { ButtonLink } from '../ui/button';
import { Page } from '../ui/page';
import { EmptyState } from '../ui/states';

export function NotFound() {
  const text = useText();
  return (
    <Page title={text.notFound.title}>
      <EmptyState icon={<Compass aria-hidden="true" />} title={text.notFound.what}>
        <p className="mb-5">{text.notFound.why}</p>
        <ButtonLink href="/" look="primary">
          {text.notFound.back}
        </ButtonLink>
      </EmptyState>
    </Page>
  );
}
