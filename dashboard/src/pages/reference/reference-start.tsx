import { Link } from 'wouter';
import { useText } from '../../i18n';
import { Card } from '../../ui/card';
import { Snippet } from '../../ui/snippet';
import type { OpenApi } from './openapi';
import { Prose } from './prose';
import { SchemaView } from './schema-view';

/** How to authenticate, what errors and lists look like, and what sockets and streams send. */
export function ReferenceStart({ document }: { document: OpenApi }) {
  const { reference: text } = useText();
  const { Error: error, RealtimeEvent: event } = document.components.schemas;
  return (
    <>
      <Card title={text.authTitle}>
        <div className="flex flex-col gap-3">
          <Prose className="max-w-2xl text-sm" markdown={text.authKey} />
          <Snippet label={text.keyHeader} value="Authorization: Api-Key rbk_…" />
          <Prose className="max-w-2xl text-sm" markdown={text.authToken} />
          <Snippet label={text.tokenHeader} value="Authorization: Bearer <token of POST /auth/login>" />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            <Link href="/keys" className="rounded text-accent underline underline-offset-2">
              {text.toKeys}
            </Link>
            <a
              href="/openapi.json"
              target="_blank"
              rel="noreferrer"
              className="rounded text-accent underline underline-offset-2"
            >
              openapi.json
            </a>
          </p>
        </div>
      </Card>
      {error !== undefined && (
        <Card title={text.errorsTitle} description={text.errors}>
          <SchemaView schema={error} document={document} />
        </Card>
      )}
      {event !== undefined && (
        <Card title={text.eventsTitle} description={text.events}>
          <SchemaView schema={event} document={document} />
        </Card>
      )}
    </>
  );
}
