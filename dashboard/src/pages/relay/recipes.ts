/** Ways to hand on the codes that arrive on a phone, with the reader's own address and key filled in. */
interface Place {
  origin: string;
  accountId: string;
  apiKey: string;
}

export interface Recipe {
  name: 'curl' | 'code' | 'watch' | 'android' | 'ios';
  snippets: { label: string; value: string }[];
}

export function recipesFor({ origin, accountId, apiKey }: Place): Recipe[] {
  const authorization = `Authorization: Api-Key ${apiKey}`;
  return [
    {
      name: 'curl',
      snippets: [
        {
          label: 'POST /v1/messages',
          value: `curl -X POST ${origin}/v1/messages \\
  -H '${authorization}' \\
  -H 'Content-Type: application/json' \\
  -d '{ "message": "Your code is 123456", "from": "MyBank" }'`,
        },
      ],
    },
    {
      name: 'code',
      snippets: [
        {
          label: 'POST /v1/accounts/:accountId/otp',
          value: `curl -X POST '${origin}/v1/accounts/${accountId}/otp' \\
  -H '${authorization}' \\
  -H 'Content-Type: application/json' \\
  -H 'Prefer: wait=30' \\
  -d '{ "code": "123456" }'`,
        },
      ],
    },
    {
      name: 'watch',
      snippets: [
        {
          label: 'GET /v1/assistance',
          value: `curl '${origin}/v1/assistance?wait=60' \\
  -H '${authorization}'`,
        },
      ],
    },
    {
      name: 'android',
      snippets: [
        { label: 'URL', value: `${origin}/v1/messages` },
        { label: 'Header', value: authorization },
        {
          label: 'JSON',
          value: '{ "message": "%text%", "from": "%from%", "received_at": "%receivedStampISO%" }',
        },
      ],
    },
    {
      name: 'ios',
      snippets: [
        { label: 'URL', value: `${origin}/v1/messages` },
        { label: 'Authorization', value: `Api-Key ${apiKey}` },
        { label: 'JSON', value: '{ "message": "<Shortcut Input>" }' },
      ],
    },
  ];
}
