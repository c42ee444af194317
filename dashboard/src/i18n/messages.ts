import type { en } from './en';

type Shape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Shape<T[Key]> };

/** The type of every catalog: the keys and parameters of the English one. */
export type Messages = Shape<typeof en>;
