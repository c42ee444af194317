import { Component, type ReactNode } from 'react';
import { useText } from '../i18n';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

interface MishapProps {
  children: ReactNode;
}

/** Catches what breaks while drawing. It is told to the person in front of the page, and to nobody outside. */
export class Mishap extends Component<MishapProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <Apology /> : this.props.children;
  }
}

function Apology() {
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
