/** Whether two texts are the same question of a bank: trimmed, and regardless of case. */
export const isSameQuestion = (one: string, other: string): boolean => normalize(one) === normalize(other);

const normalize = (question: string): string => question.trim().toLowerCase();
