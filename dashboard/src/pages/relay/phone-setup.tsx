import { QrCode as QrIcon } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { QrCode } from '../../ui/qr-code';

const wholeKey = /^rbk_[0-9a-f]{8}_[0-9a-f]{64}$/;

interface PhoneSetupProps {
  /** What was typed or handed over; the code is offered for a whole key only. */
  apiKey: string;
  origin: string;
}

/** A QR code from which a phone copies the service's address and the key. */
export function PhoneSetup({ apiKey, origin }: PhoneSetupProps) {
  const text = useText();
  const [isShown, setIsShown] = useState(false);
  if (!wholeKey.test(apiKey)) return <p className="self-center text-sm text-soft">{text.relay.qrNeedsKey}</p>;
  return (
    <>
      <Button size="small" onClick={() => setIsShown(!isShown)} aria-expanded={isShown}>
        <QrIcon aria-hidden="true" className="size-4" /> {isShown ? text.relay.qrHide : text.relay.qrShow}
      </Button>
      {isShown && (
        <div className="flex w-full flex-col gap-4 sm:flex-row sm:items-center">
          <QrCode value={`${origin}/v1/messages\nx-api-key: ${apiKey}`} label={text.relay.qrLabel} />
          <p className="max-w-xs text-sm text-soft">{text.relay.qrWhat}</p>
        </div>
      )}
    </>
  );
}
