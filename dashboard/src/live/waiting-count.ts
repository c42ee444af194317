import { useWaiting } from './waiting';

export const useWaitingCount = (): number => useWaiting().length;
