/** One way in which a recording names an element. */
export type Candidate =
  /** `role` null: the recording knows the accessible name only. */
  | { by: 'role'; role: string | null; name: string }
  | { by: 'css'; css: string }
  | { by: 'text'; text: string }
  | { by: 'xpath'; xpath: string };

/** An element as a recording names it. */
export interface Recorded {
  candidates: Candidate[];
  /** The selectors of the frames that it is in, the outermost first. */
  frame: string[];
}

/** What a person did, as far as a bank file can say it. */
export type Action =
  | { is: 'open'; url: string }
  /** `leadsTo`: the address of the page that it opened, if one is recorded. */
  | { is: 'press'; on: Recorded; leadsTo?: string | undefined; opensTab?: boolean }
  | { is: 'enter'; on: Recorded; value: string }
  | { is: 'choose'; on: Recorded; value: string }
  | { is: 'tick'; on: Recorded; isOn: boolean }
  | { is: 'key'; key: 'Enter'; leadsTo?: string | undefined }
  /** The recording says that this is on the page. */
  | { is: 'see'; on: Recorded };
