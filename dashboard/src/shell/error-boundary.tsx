import { Component, type ReactNode } from 'react';
import { useText } from '../i18n';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** Catches errors while rendering and shows a message. Errors are not reported to a server. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <CrashMessage /> : this.props.children;
  }
}

function CrashMessage() {
  const text = useText();
  return (
    <main className="mx-auto max-w-lg px-4 py-24">
      <Notice tone="bad" title={text.common.brokenTitle} role="alert">
        <p>{text.common.broken}</p>
        <Button size="small" className="mt-3" onClick={() => location.reload()}>
          {text.common.reload}
        </Button>
      </Notice>
    </main>
  );
}
