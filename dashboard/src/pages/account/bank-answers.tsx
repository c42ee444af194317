import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/fields';
import type { ConfigDraft } from './config-draft';

interface BankAnswersProps {
  answers: ConfigDraft['bank_answers'];
  issueOf: (field: string) => string | null;
  onChange: (answers: ConfigDraft['bank_answers']) => void;
}

/** The bank's questions with their answers, which are never shown. */
export function BankAnswers({ answers, issueOf, onChange }: BankAnswersProps) {
  const words = useText().config;
  const change = (at: number, part: { question?: string; answer?: string }) =>
    onChange(answers.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div className="flex flex-col gap-5">
      {answers.map(({ question, answer, isKept }, at) => (
        // Entries have no identity but their place.
        <div key={at} className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={words.question(at + 1)}
            error={issueOf(`bank_answers.${at}.question`)}
            required
            maxLength={300}
            autoComplete="off"
            value={question}
            onChange={(event) => change(at, { question: event.target.value })}
          />
          <TextField
            label={words.answer(at + 1)}
            error={issueOf(`bank_answers.${at}.answer`)}
            required={!isKept}
            maxLength={200}
            type="password"
            autoComplete="new-password"
            placeholder={isKept ? words.isSet : words.isNotSet}
            value={answer}
            onChange={(event) => change(at, { answer: event.target.value })}
          />
          <Button
            look="quiet"
            size="small"
            className="justify-self-start"
            onClick={() => onChange(answers.filter((_, index) => index !== at))}
          >
            {words.removeAnswer(at + 1)}
          </Button>
        </div>
      ))}
      <Button
        className="self-start"
        onClick={() => onChange([...answers, { question: '', answer: '', isKept: false }])}
      >
        {words.addAnswer}
      </Button>
    </div>
  );
}
