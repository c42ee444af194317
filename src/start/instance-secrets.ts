import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { DataFolder } from '../runtime/data-folder.js';
import { readPrivateJson, writePrivateJson } from '../runtime/private-file.js';
import { generateApiKey } from '../secrets/api-key.js';

const schema = z.object({
  secretKeys: z.string(),
  jwtSecret: z.string(),
  postgresPassword: z.string(),
});

export type InstanceSecrets = z.infer<typeof schema>;

const demoSchema = z.object({ email: z.string(), password: z.string(), apiKey: z.string() });

export type DemoSecrets = z.infer<typeof demoSchema>;

/** The secrets in DATA_DIR, created on the first start. Values from the environment take precedence and are not stored. */
export async function readInstanceSecrets(
  folder: DataFolder,
  given: { secretKeys: string | undefined; jwtSecret: string | undefined },
): Promise<InstanceSecrets> {
  const kept = await readOrCreate(folder.secrets, schema, () => ({
    secretKeys: `k1:${randomBytes(32).toString('base64')}`,
    jwtSecret: randomBytes(48).toString('base64url'),
    postgresPassword: randomBytes(24).toString('base64url'),
  }));
  return {
    ...kept,
    secretKeys: given.secretKeys ?? kept.secretKeys,
    jwtSecret: given.jwtSecret ?? kept.jwtSecret,
  };
}

/** The demo user's password and API key, random per DATA_DIR and created on the first start. */
export async function readDemoSecrets(folder: DataFolder): Promise<DemoSecrets> {
  return await readOrCreate(folder.demo, demoSchema, () => ({
    email: 'demo@example.com',
    password: randomBytes(12).toString('base64url'),
    apiKey: generateApiKey(),
  }));
}

async function readOrCreate<Schema extends z.ZodType>(
  file: string,
  schemaOfFile: Schema,
  make: () => z.infer<Schema>,
): Promise<z.infer<Schema>> {
  const kept = await readPrivateJson(file, schemaOfFile);
  if (kept !== undefined) return kept;
  const made = make();
  await writePrivateJson(file, made);
  return made;
}
