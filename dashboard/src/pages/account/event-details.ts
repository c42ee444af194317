import { type AuditEvent, contentSchema } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { fieldName } from '../../ui/problem-text';
import { useRequestText } from '../../ui/use-request-text';

/** Returns a function that describes the details of an event in words. Nested values and ids are left out. */
export function useEventDetails(): (event: AuditEvent) => string {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();

  function inWords(event: AuditEvent, name: string, value: unknown): string | null {
    if (/id$/i.test(name) || name === 'of') return null;
    if (name === 'fields' && Array.isArray(value))
      return value.map((field) => fieldName(text, String(field))).join(', ');
    if (typeof value === 'number')
      return name === 'bankTookMs' ? format.duration(value) : value.toLocaleString();
    if (typeof value === 'boolean') return value ? text.audit.yes : text.audit.no;
    if (typeof value !== 'string') return null;
    if (name === 'outcome') {
      if (event.type !== 'code.settled') return format.word('loginOutcome', value);
      return format.word(requestTypeOf(event) === 'otp' ? 'outcome' : 'answerOutcome', value);
    }
    if (name === 'reason') return format.word('reason', value);
    if (name === 'type') return format.word('requestType', value);
    return /^\d{4}-\d{2}-\d{2}T/.test(value) ? format.exact(value) : value;
  }

  return (event) => {
    const { data: content } = contentSchema.safeParse(event.details);
    const { type, ...others } = event.details ?? {};
    const details = content === undefined ? { ...(type !== undefined && { type }), ...others } : others;
    const named = Object.entries(details).flatMap(([name, value]) => {
      const said = inWords(event, name, value);
      return said === null ? [] : [`${format.word('detail', name)}: ${said}`];
    });
    return [...(content === undefined ? [] : [say.asked(content)]), ...named].join(', ');
  };
}

/** Returns a function that names an event, by the type of its request where it has one. */
export function useEventTitle(): (event: AuditEvent) => string {
  const { words } = useText();
  const format = useFormat();
  const ofType: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    choice: words.choiceEvent,
    approval: words.approvalEvent,
    question: words.questionEvent,
  };
  return (event) => ofType[requestTypeOf(event)]?.[event.type] ?? format.word('event', event.type);
}

/** The type of the request that an event is about. Events of older versions have none: they knew only codes. */
function requestTypeOf({ details }: AuditEvent): string {
  const type = details?.['type'];
  return typeof type === 'string' ? type : 'otp';
}
