/** For `--import`: the clock of a host that is CLOCK_SHIFT_MS away from the others'. */
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const MachineDate = Date;

globalThis.Date = class extends MachineDate {
  constructor(...args) {
    if (args.length === 0) super(MachineDate.now() + shiftMs);
    else super(...args);
  }

  static now() {
    return MachineDate.now() + shiftMs;
  }
};
