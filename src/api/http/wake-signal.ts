/** Remembers that it was rung while nobody waited, so that nothing is missed between two looks. */
export function createWakeSignal() {
  let isRung = false;
  let wake: () => void = () => undefined;
  return {
    ring: (): void => {
      isRung = true;
      wake();
    },
    async rung(withinMs: number): Promise<void> {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isRung = false;
    },
  };
}
