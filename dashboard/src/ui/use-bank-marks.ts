import { useMemo } from 'react';
import { useBanks } from '../api/banks';
import { type BankMark, markOfMissing, marksOf } from './bank-marks';

/** Returns a function that finds the mark of a bank by its code. */
export function useBankMarks(): (code: string) => BankMark {
  const { data } = useBanks();
  return useMemo(() => {
    const marks = marksOf(data ?? []);
    return (code) => marks.get(code) ?? markOfMissing(code);
  }, [data]);
}
