import { useText } from '../../i18n';

interface DataTableProps {
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** The numbers of a chart as a table that can be unfolded. */
export function DataTable({ head, rows }: DataTableProps) {
  const text = useText();
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit cursor-pointer rounded font-medium text-soft hover:text-ink">
        {text.overview.asTable}
      </summary>
      <table className="mt-2 w-full text-left tabular">
        <thead className="text-soft">
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className="py-1 pr-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((cells) => (
            <tr key={String(cells[0])}>
              {cells.map((cell, index) => (
                <td key={head[index]} className="py-1 pr-4">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
