import { z } from 'zod';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import { textSchema } from './wire-values.js';

/** What an API key holds for the app that uses it, besides the secret that the app signs with. */
export const relaySettingsSchema = z
  .object({
    encryption_key: textSchema(1, 500).optional().meta({
      description: 'The key with which httpSMS encrypts messages.',
    }),
    sns_topics: z
      .array(
        z
          .string()
          .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/, 'must be the ARN of a topic'),
      )
      .min(1)
      .max(20)
      .optional()
      .meta({
        description:
          'The ARNs of the SNS topics whose subscriptions are confirmed and whose messages are taken.',
      }),
  })
  .strict()
  .meta({ id: 'RelaySettings' });
export type RelaySettings = z.output<typeof relaySettingsSchema>;

/** A change of the settings: a missing field is kept, null removes it. */
export const relaySettingsChangeSchema = z
  .strictObject({
    encryption_key: relaySettingsSchema.shape.encryption_key.nullable(),
    sns_topics: relaySettingsSchema.shape.sns_topics.nullable(),
  })
  .meta({ id: 'RelaySettingsChange' });
export type RelaySettingsChange = z.output<typeof relaySettingsChangeSchema>;

/** Seals the settings of a key with a change; null if none are left. */
export async function sealChangedSettings(
  ring: KeyRing,
  { keyId, sealed }: { keyId: string; sealed: string | null },
  change: RelaySettingsChange,
): Promise<string | null> {
  const merged = Object.entries({ ...(await openRelaySettings(ring, { keyId, sealed })), ...change });
  const kept = merged.filter(([, value]) => value !== null && value !== undefined);
  if (kept.length === 0) return null;
  return seal(ring, purpose.relaySettings(keyId), JSON.stringify(Object.fromEntries(kept)));
}

/** Opens the settings of a key; none if there are none or they cannot be opened. */
export async function openRelaySettings(
  ring: KeyRing,
  { keyId, sealed }: { keyId: string; sealed: string | null },
): Promise<RelaySettings> {
  if (sealed === null) return {};
  const opened = await openIfPossible(ring, purpose.relaySettings(keyId), sealed);
  return opened === undefined ? {} : relaySettingsSchema.parse(JSON.parse(opened));
}
