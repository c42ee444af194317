import { useText } from '../../i18n';
import { Prose } from './prose';
import { type JsonSchema, type OpenApi, resolve } from './openapi';

interface SchemaViewProps {
  schema: JsonSchema;
  document: OpenApi;
  /** How many levels of fields are already open above this one. */
  depth?: number;
}

/** Deeper fields are folded, so that a long answer can be read on a phone. */
const openLevels = 1;

/** The fields of a JSON value, or its type if it is no object. */
export function SchemaView({ schema, document, depth = 0 }: SchemaViewProps) {
  const text = useText().reference;
  const known = resolve(schema, document);
  const options = (known.anyOf ?? known.oneOf)?.map((option) => resolve(option, document));
  const shapes = options?.filter(hasFields) ?? [];
  if (shapes.length > 1) {
    return (
      <ol className="flex flex-col gap-4">
        {shapes.map((option, index) => (
          <li key={index}>
            <p className="mb-1 text-sm text-soft">{text.option(index + 1, shapes.length)}</p>
            <SchemaView schema={option} document={document} depth={depth} />
          </li>
        ))}
      </ol>
    );
  }
  const fields = fieldsOf(known, document);
  if (fields.length === 0)
    return <code className="font-mono text-[0.8125rem]">{typeText(known, document)}</code>;
  return (
    <dl className="divide-y divide-line border-y border-line">
      {fields.map(({ name, field, isRequired }) => (
        <div key={name} className="py-2.5">
          <dt className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <code className="font-mono text-[0.8125rem] font-semibold wrap-anywhere">{name}</code>
            <span className="font-mono text-xs text-soft wrap-anywhere">{typeText(field, document)}</span>
            {!isRequired && <span className="text-xs text-soft">{text.optional}</span>}
          </dt>
          <dd>
            {field.description !== undefined && (
              <Prose className="mt-0.5 text-sm text-soft" markdown={field.description} />
            )}
            <Inner schema={field} document={document} depth={depth} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Inner({ schema, document, depth = 0 }: SchemaViewProps) {
  const text = useText().reference;
  const known = resolve(schema, document);
  const inner = known.items === undefined ? known : resolve(known.items, document);
  const shapes = (inner.anyOf ?? inner.oneOf ?? []).map((option) => resolve(option, document));
  if (!hasFields(inner) && !shapes.some(hasFields)) return null;
  return (
    <details className="mt-1.5" open={depth + 1 < openLevels}>
      <summary className="w-fit cursor-pointer rounded text-sm font-medium text-soft hover:text-ink">
        {text.fields}
      </summary>
      <div className="mt-2 border-l-2 border-line pl-3.5">
        <SchemaView schema={inner} document={document} depth={depth + 1} />
      </div>
    </details>
  );
}

const hasFields = (schema: JsonSchema): boolean => Object.keys(schema.properties ?? {}).length > 0;

/** The fields of an object, also of one that may be null. */
function fieldsOf(schema: JsonSchema, document: OpenApi) {
  const shape = hasFields(schema)
    ? schema
    : (schema.anyOf ?? schema.oneOf ?? []).map((one) => resolve(one, document)).find(hasFields);
  const { properties = {}, required = [] } = shape ?? {};
  return Object.entries(properties).map(([name, field]) => ({
    name,
    field,
    isRequired: required.includes(name),
  }));
}

/** `"sms" | "email"`, `string (uuid)`, `object | null`, `string[]`. */
function typeText(schema: JsonSchema, document: OpenApi): string {
  const known = resolve(schema, document);
  if (known.const !== undefined) return JSON.stringify(known.const);
  if (known.enum !== undefined) return known.enum.map((word) => JSON.stringify(word)).join(' | ');
  const options = known.anyOf ?? known.oneOf;
  if (options !== undefined)
    return [...new Set(options.map((option) => typeText(option, document)))].join(' | ');
  if (known.items !== undefined) {
    const item = typeText(known.items, document);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  const type = Array.isArray(known.type) ? known.type.join(' | ') : (known.type ?? 'anything');
  const { minimum, maximum } = known;
  const range = minimum !== undefined && maximum !== undefined ? ` ${minimum}–${maximum}` : '';
  return `${type}${known.format === undefined ? '' : ` (${known.format})`}${range}`;
}
