import { useText } from '../../i18n';
import { Badge } from '../../ui/badge';
import { Snippet } from '../../ui/snippet';
import { exampleValue } from './example-value';
import type { OpenApi, Operation } from './openapi';
import { Prose } from './prose';
import {
  type ExampleLanguage,
  exampleLanguages,
  exampleRequest,
  type ReaderValues,
  writeExample,
} from './request-examples';
import { SchemaView } from './schema-view';

interface OperationViewProps {
  operation: Operation;
  document: OpenApi;
  reader: ReaderValues;
  language: ExampleLanguage;
  onLanguage: (language: ExampleLanguage) => void;
}

/** One operation: what it does, an example, what it takes and what it answers. */
export function OperationView({ operation, document, reader, language, onLanguage }: OperationViewProps) {
  const text = useText().reference;
  const { method, path, isWebhook, description, parameters, requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  return (
    <article className="flex flex-col gap-8">
      <div className="flex flex-col gap-3">
        <p className="flex flex-wrap items-center gap-2.5">
          <Badge tone="accent">{isWebhook ? text.webhook : method}</Badge>
          <code className="font-mono text-sm wrap-anywhere">{path}</code>
        </p>
        <Prose className="max-w-2xl" markdown={description ?? ''} />
        <p className="text-sm text-soft">{text.access[accessOf(operation)]}</p>
      </div>

      <section className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-base font-semibold tracking-tight">{text.example}</h2>
          {!isWebhook && <LanguageChoice language={language} onLanguage={onLanguage} />}
        </div>
        {isWebhook ? (
          <WebhookExample operation={operation} document={document} />
        ) : (
          <Snippet
            label={exampleLanguages.find(({ name }) => name === language)?.label ?? language}
            value={writeExample(language, exampleRequest(operation, document, reader))}
          />
        )}
      </section>

      {parameters.length > 0 && (
        <section>
          <h2 className="mb-2 text-base font-semibold tracking-tight">{text.parameters}</h2>
          <SchemaView
            document={document}
            schema={{
              properties: Object.fromEntries(
                parameters.map(({ name, in: place, schema = {}, description: meaning = '' }) => [
                  name,
                  { ...schema, description: [meaning, text.places[place]].filter(Boolean).join(' ') },
                ]),
              ),
              required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
            }}
          />
        </section>
      )}

      {bodies.map(([type, { schema = {} }]) => (
        <section key={type}>
          <h2 className="mb-2 text-base font-semibold tracking-tight">
            {text.body} <code className="font-mono text-xs font-normal text-soft">{type}</code>
          </h2>
          <SchemaView schema={schema} document={document} />
        </section>
      ))}

      <section>
        <h2 className="mb-2 text-base font-semibold tracking-tight">{text.responses}</h2>
        <ul className="divide-y divide-line border-y border-line">
          {Object.entries(responses).map(([status, { description: meaning, content = {} }]) => {
            const [[type, answer] = []] = Object.entries(content);
            // All errors have one schema; the description lists their codes.
            const isError = Number(status) >= 400;
            return (
              <li key={status} className="py-3">
                <div className="flex flex-wrap items-baseline gap-x-3">
                  <code className="font-mono text-sm font-semibold">{status}</code>
                  <Prose className="text-sm" markdown={meaning} />
                </div>
                {answer?.schema !== undefined && !isError && (
                  <details className="mt-2" open>
                    <summary className="w-fit cursor-pointer rounded text-sm font-medium text-soft hover:text-ink">
                      {type}
                    </summary>
                    <div className="mt-2">
                      <SchemaView schema={answer.schema} document={document} />
                    </div>
                  </details>
                )}
              </li>
            );
          })}
        </ul>
      </section>
    </article>
  );
}

function accessOf({ isWebhook, security = [] }: Operation) {
  if (isWebhook) return 'webhook';
  const schemes = security.flatMap((scheme) => Object.keys(scheme));
  if (schemes.length === 0) return 'none';
  return schemes.includes('bearer') ? 'token' : schemes.includes('signature') ? 'keyOrSignature' : 'key';
}

interface LanguageChoiceProps {
  language: ExampleLanguage;
  onLanguage: (language: ExampleLanguage) => void;
}

function LanguageChoice({ language, onLanguage }: LanguageChoiceProps) {
  const text = useText().reference;
  return (
    <div role="group" aria-label={text.language} className="flex gap-1 rounded-xl bg-sunken p-1">
      {exampleLanguages.map(({ name, label }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === language}
          onClick={() => onLanguage(name)}
          className="h-8 rounded-lg px-3 text-sm font-medium text-soft hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-xs"
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function WebhookExample({ operation, document }: Pick<OperationViewProps, 'operation' | 'document'>) {
  const text = useText().reference;
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return null;
  return <Snippet label={text.sent} value={JSON.stringify(exampleValue(schema, document), null, 2)} />;
}
