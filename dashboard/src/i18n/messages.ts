import type { en } from './en';

type Shape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Shape<T[Key]> };

/** What every catalogue must say: the English one's keys and parameters. */
export type Messages = Shape<typeof en>;
