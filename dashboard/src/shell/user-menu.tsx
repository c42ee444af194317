import { Menu } from '@base-ui/react/menu';
import { Bell, Check, ChevronsUpDown, LogOut, ShieldCheck, Volume2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { User } from '../api/schemas';
import { useSignOut } from '../auth/sign-out';
import { type Language, languages, useLanguage, useText } from '../i18n';
import { unsubscribe } from '../live/push';
import { playTestSound } from '../live/sound';
import { classes } from '../ui/classes';
import { useProblemText } from '../ui/problem-text';
import { morePlaces } from './more-places';
import {
  supportsNotifications,
  chooseTheme,
  type Theme,
  turn,
  useSwitch,
  useTheme,
  useTimeZone,
} from './preferences';

interface UserMenuProps {
  user: User;
  side: 'top' | 'bottom';
  /** Only the initial is shown. */
  isCompact?: boolean;
}

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const rowLook =
  'flex min-h-9 items-center gap-3 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-sunken cursor-pointer';

export function UserMenu({ user, side, isCompact = false }: UserMenuProps) {
  const text = useText();
  const { language, setLanguage } = useLanguage();
  const theme = useTheme();
  const timeZone = useTimeZone();
  const notify = useSwitch('notify');
  const sound = useSwitch('sound');
  const [isForbidden, setIsForbidden] = useState(false);
  const signOut = useSignOut();
  const signOutProblem = useProblemText(signOut.error);
  const [, go] = useLocation();
  const place = useRef<HTMLDivElement>(null);
  const name = user.name ?? user.email;

  return (
    <div ref={place}>
      <Menu.Root>
        <Menu.Trigger
          aria-label={isCompact ? text.shell.menuOf(name) : undefined}
          className="flex w-full items-center gap-3 rounded-lg p-2 text-left hover:bg-sunken"
        >
          <span
            aria-hidden="true"
            // As generated content: as text, it would have to be a word of the button's name.
            data-initial={name.slice(0, 1).toUpperCase()}
            className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-tint text-sm font-semibold text-accent before:content-[attr(data-initial)]"
          />
          {!isCompact && (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{name}</span>
                {user.name !== null && <span className="block truncate text-xs text-soft">{user.email}</span>}
              </span>
              <ChevronsUpDown aria-hidden="true" className="size-4 text-soft" />
            </>
          )}
        </Menu.Trigger>
        {/* Rendered inside the header, so that the menu is part of a landmark. */}
        <Menu.Portal container={place}>
          <Menu.Positioner side={side} align={isCompact ? 'end' : 'start'} sideOffset={6} className="z-50">
            <Menu.Popup className="w-64 rounded-xl border border-line bg-surface p-1.5 text-ink shadow-xl outline-none">
              {isCompact && (
                <>
                  {morePlaces.map(({ href, name, icon: Icon }) => (
                    <Menu.Item key={href} className={rowLook} render={<Link href={href} />}>
                      <Icon aria-hidden="true" className="size-4" /> {text.shell[name]}
                    </Menu.Item>
                  ))}
                  <Menu.Separator className="mx-1 my-1.5 h-px bg-line" />
                </>
              )}
              <Switches label={text.shell.alerts}>
                {supportsNotifications() ? (
                  <SwitchRow
                    isOn={notify}
                    icon={<Bell className="size-4" />}
                    onTurn={(on) => {
                      void turn('notify', on).then((isTurned) => setIsForbidden(!isTurned));
                      if (!on) void unsubscribe();
                    }}
                  >
                    {text.shell.notify}
                    {isForbidden && (
                      <span role="alert" className="block text-xs text-bad">
                        {text.shell.notifyForbidden}
                      </span>
                    )}
                  </SwitchRow>
                ) : (
                  <p className="px-2.5 py-1 text-xs text-soft">{text.shell.notifyMissing}</p>
                )}
                <SwitchRow
                  isOn={sound}
                  icon={<Volume2 className="size-4" />}
                  onTurn={(on) => {
                    void turn('sound', on);
                    if (on) void playTestSound();
                  }}
                >
                  {text.shell.sound}
                </SwitchRow>
              </Switches>
              <Choices
                label={text.shell.theme}
                value={theme}
                options={themes.map((one) => ({ value: one, name: text.shell.themes[one] }))}
                onChoose={chooseTheme}
              />
              <Choices<Language>
                label={text.shell.language}
                value={language}
                options={[
                  { value: 'en', name: languages.en },
                  { value: 'es', name: languages.es },
                ]}
                onChoose={setLanguage}
              />
              <p className="px-2.5 py-1 text-xs text-soft">{text.overview.zone(timeZone)}</p>
              <Menu.Separator className="mx-1 my-1.5 h-px bg-line" />
              <Menu.Item className={rowLook} onClick={() => go('/security')}>
                <ShieldCheck aria-hidden="true" className="size-4" /> {text.shell.security}
              </Menu.Item>
              <Menu.Item
                className={rowLook}
                closeOnClick={false}
                onClick={() => signOut.mutate({ everywhere: false })}
              >
                <LogOut aria-hidden="true" className="size-4" /> {text.shell.signOut}
              </Menu.Item>
              <Menu.Item
                className={rowLook}
                closeOnClick={false}
                onClick={() => signOut.mutate({ everywhere: true })}
              >
                <LogOut aria-hidden="true" className="size-4" /> {text.shell.signOutEverywhere}
              </Menu.Item>
              {signOut.error !== null && (
                <p role="alert" className="px-2.5 pb-1.5 text-xs text-bad">
                  {signOutProblem}
                </p>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}

interface SwitchesProps {
  label: string;
  children: ReactNode;
}

function Switches({ label, children }: SwitchesProps) {
  return (
    <Menu.Group className="pb-1.5">
      <Menu.GroupLabel className="px-2.5 py-1.5 text-xs font-medium text-soft">{label}</Menu.GroupLabel>
      {children}
    </Menu.Group>
  );
}

interface SwitchRowProps {
  isOn: boolean;
  icon: ReactNode;
  onTurn: (on: boolean) => void;
  children: ReactNode;
}

function SwitchRow({ isOn, icon, onTurn, children }: SwitchRowProps) {
  return (
    <Menu.CheckboxItem checked={isOn} onCheckedChange={onTurn} className={rowLook}>
      <span aria-hidden="true">{icon}</span>
      <span className="flex-1">{children}</span>
      <Check aria-hidden="true" className={classes('size-4 text-accent', !isOn && 'invisible')} />
    </Menu.CheckboxItem>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; name: string }[];
  onChoose: (value: T) => void;
}

function Choices<T extends string>({ label, value, options, onChoose }: ChoicesProps<T>) {
  return (
    <Menu.Group className="pb-1.5">
      <Menu.GroupLabel className="px-2.5 py-1.5 text-xs font-medium text-soft">{label}</Menu.GroupLabel>
      <Menu.RadioGroup
        value={value}
        onValueChange={onChoose}
        className="grid auto-cols-fr grid-flow-col gap-1 px-1"
      >
        {options.map((option) => (
          <Menu.RadioItem
            key={option.value}
            value={option.value}
            closeOnClick={false}
            className="grid h-8 cursor-pointer place-items-center rounded-md border border-line text-xs font-medium outline-none select-none data-checked:border-accent data-checked:bg-accent-tint data-checked:text-accent data-highlighted:bg-sunken"
          >
            {option.name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}
