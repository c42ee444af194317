import type { AuditEvent } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { fieldName } from '../../ui/problem-text';

/** Returns a function that describes the details of an event in words. Nested values and ids are left out. */
export function useEventDetails(): (event: AuditEvent) => string {
  const text = useText();
  const format = useFormat();

  function inWords(event: AuditEvent, name: string, value: unknown): string | null {
    if (/id$/i.test(name) || name === 'of') return null;
    if (name === 'fields' && Array.isArray(value))
      return value.map((field) => fieldName(text, String(field))).join(', ');
    if (typeof value === 'number')
      return name === 'bankTookMs' ? format.duration(value) : value.toLocaleString();
    if (typeof value === 'boolean') return value ? text.audit.yes : text.audit.no;
    if (typeof value !== 'string') return null;
    if (name === 'outcome')
      return format.word(event.type === 'code.settled' ? 'outcome' : 'loginOutcome', value);
    if (name === 'reason') return format.word('reason', value);
    return /^\d{4}-\d{2}-\d{2}T/.test(value) ? format.exact(value) : value;
  }

  return (event) =>
    Object.entries(event.details ?? {})
      .flatMap(([name, value]) => {
        const said = inWords(event, name, value);
        return said === null ? [] : [`${format.word('detail', name)}: ${said}`];
      })
      .join(', ');
}
