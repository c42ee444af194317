import { type SubmitEvent, useState } from 'react';
import { useChangeRelaySettings } from '../../api/api-keys';
import type { ApiKey } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { CheckField, TextField } from '../../ui/fields';
import { useIssues } from '../../ui/problem-text';
import { ProblemNotice } from '../../ui/problem-notice';

interface RelaySettingsDialogProps {
  apiKey: ApiKey;
  isOpen: boolean;
  onClose: () => void;
}

/** Changes what a key holds for the app that uses it. The values that are set cannot be read back. */
export function RelaySettingsDialog({ apiKey, isOpen, onClose }: RelaySettingsDialogProps) {
  const text = useText();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={text.keys.settingsTitle(apiKey.name)}
      description={apiKey.has_relay_settings ? text.keys.settingsSet : text.keys.settingsWhat}
    >
      <SettingsForm apiKey={apiKey} onClose={onClose} />
    </Dialog>
  );
}

const listOf = (typed: string): string[] => typed.split(/[\s,]+/).filter((one) => one !== '');

function SettingsForm({ apiKey, onClose }: Omit<RelaySettingsDialogProps, 'isOpen'>) {
  const text = useText();
  const [encryptionKey, setEncryptionKey] = useState('');
  const [topics, setTopics] = useState('');
  const [isCleared, setIsCleared] = useState(false);
  const change = useChangeRelaySettings(apiKey.id);
  const issueOf = useIssues(change.error);
  const isUnchanged = !isCleared && encryptionKey === '' && listOf(topics).length === 0;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate(
      isCleared
        ? { encryption_key: null, sns_topics: null }
        : {
            ...(encryptionKey !== '' && { encryption_key: encryptionKey }),
            ...(listOf(topics).length > 0 && { sns_topics: listOf(topics) }),
          },
      { onSuccess: onClose },
    );
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <ProblemNotice error={change.error} />
      <TextField
        label={text.keys.encryptionKey}
        hint={text.keys.encryptionKeyHint}
        error={issueOf('encryption_key')}
        type="password"
        maxLength={500}
        value={encryptionKey}
        disabled={isCleared}
        onChange={(event) => setEncryptionKey(event.target.value)}
        autoComplete="new-password"
      />
      <TextField
        label={text.keys.snsTopics}
        hint={text.keys.snsTopicsHint}
        error={issueOf('sns_topics.0') ?? issueOf('sns_topics')}
        value={topics}
        disabled={isCleared}
        onChange={(event) => setTopics(event.target.value)}
        placeholder="arn:aws:sns:eu-west-1:123456789012:codes"
        autoComplete="off"
        spellCheck={false}
      />
      {apiKey.has_relay_settings && (
        <CheckField
          label={text.keys.clearSettings}
          checked={isCleared}
          onChange={(event) => setIsCleared(event.target.checked)}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button type="submit" look="primary" isBusy={change.isPending} disabled={isUnchanged}>
          {text.keys.saveSettings}
        </Button>
      </div>
    </form>
  );
}
