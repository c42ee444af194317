import { StartError } from '../runtime/start-error.js';
import type { DemoAnswer, DemoClient, DemoRequest } from './client.js';
import { poll } from './poll.js';

interface Answering {
  client: DemoClient;
  request: DemoRequest;
  print: (line: string) => void;
}

/** The answer to the demo bank's question (demo-bank/README.md). */
const petName = 'Rex';

/** Answers a request as a relay does. Only an approval is left to the person with the demo phone. */
export async function answerDemoRequest({ client, request, print }: Answering): Promise<void> {
  print(`${inWords(request)} The request expires at ${request.expires_at}.`);
  if (request.type === 'approval') {
    const { compare, options } = request.descriptor;
    if (await client.showsApproval())
      print(
        `Approve or refuse it on the demo phone${compare ? `; the number is ${compare}` : ''}: ${client.phonePage}`,
      );
    else
      print(
        'This demo phone is switched off, so nobody can approve: the login ends when the request expires.',
      );
    if (options.length > 0) print(`Or get a code instead, in the dashboard: ${client.promptPage}`);
    return;
  }
  const submissionId = await client.submit(await findAnswer(), request.id);
  print(`${nouns[request.type]} submitted (202): it is recorded.`);
  const outcome = await poll('the bank’s verdict', () => client.outcome(submissionId));
  print(`The bank has responded: the ${nouns[request.type].toLowerCase()} was ${outcome}.`);
  if (outcome !== 'accepted') throw new StartError('The demo login did not succeed.');

  async function findAnswer(): Promise<DemoAnswer> {
    if (request.type === 'question') return { text: petName };
    if (request.type === 'choice') {
      const [first] = request.descriptor.options;
      if (!first) throw new StartError('The bank offers no option.');
      print(`The demo chooses ${first.label}.`);
      return { option: first.id };
    }
    const message = await poll('the SMS', async () => client.newestMessage(request.requested_at));
    print(`The phone received an SMS: ${message.text.replace(/\d/g, '•')}`);
    const code = /\b\d{6}\b/.exec(message.text)?.[0];
    if (code === undefined) throw new StartError('The SMS has no code of six digits.');
    return { code };
  }
}

const nouns = { otp: 'Code', choice: 'Choice', question: 'Answer' };

function inWords(request: DemoRequest): string {
  switch (request.type) {
    case 'otp': {
      const { length, type } = request.descriptor;
      return `The bank asks for a code: ${length ?? 'some'} characters, ${type}.`;
    }
    case 'choice':
      return `The bank offers a choice: ${request.descriptor.options.map(({ label }) => label).join(', ')}.`;
    case 'approval':
      return 'The bank waits for an approval in its app.';
    case 'question':
      return `The bank asks: ${request.descriptor.text}`;
  }
}
