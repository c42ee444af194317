/** Recipes for forwarding codes that arrive on a phone, with the user's own address and key filled in. */
interface Place {
  origin: string;
  accountId: string;
  apiKey: string;
  /** The id of a key with a signing secret. */
  keyId: string;
}

export interface Recipe {
  name:
    | 'curl'
    | 'code'
    | 'watch'
    | 'smsGateway'
    | 'smsForwarder'
    | 'incoming'
    | 'httpSms'
    | 'twilio'
    | 'mail'
    | 'ios';
  snippets: { label: string; value: string }[];
}

export function recipesFor({ origin, accountId, apiKey, keyId }: Place): Recipe[] {
  const messages = `${origin}/v1/messages`;
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
      name: 'smsGateway',
      snippets: [
        { label: 'URL', value: `${messages}/sms-gateway?key_id=${keyId}` },
        {
          label: 'POST /3rdparty/v1/webhooks',
          value: `curl -u <user>:<password> https://api.sms-gate.app/3rdparty/v1/webhooks \\
  -H 'Content-Type: application/json' \\
  -d '{ "event": "sms:received", "url": "${messages}/sms-gateway?key_id=${keyId}" }'`,
        },
      ],
    },
    {
      name: 'smsForwarder',
      snippets: [
        { label: 'URL', value: `${messages}/smsforwarder` },
        { label: 'Header', value: `x-api-key: ${apiKey}` },
        {
          label: 'webParams',
          value: "from=[from]&content=[org_content]&received_at=[receive_time:yyyy-MM-dd'T'HH:mm:ssXXX]",
        },
      ],
    },
    {
      name: 'incoming',
      snippets: [
        { label: 'URL', value: `${messages}/incoming-sms-gateway` },
        { label: 'Headers', value: JSON.stringify({ 'x-api-key': apiKey }) },
      ],
    },
    {
      name: 'httpSms',
      snippets: [{ label: 'Callback URL', value: `${messages}/httpsms?key_id=${keyId}` }],
    },
    {
      name: 'twilio',
      snippets: [{ label: 'Webhook', value: `${messages}/twilio?key_id=${keyId}` }],
    },
    {
      name: 'mail',
      snippets: [{ label: 'Webhook', value: `${withPassword(messages, apiKey)}/mail` }],
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

const withPassword = (url: string, password: string): string => url.replace('://', `://relay:${password}@`);
