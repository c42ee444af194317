import { useFormat } from '../i18n/use-format';
import { useServerNow } from './use-server-now';

/** How long ago something was, such as “8 minutes ago”. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  return <time dateTime={at}>{format.ago(at, useServerNow(30_000))}</time>;
}
