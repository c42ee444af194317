// The SDK's Duration type comes from `ms`, whose types are lost under nodenext: without this every
// Duration would silently be `any` and `sleep('three banana')` would compile.
declare module 'ms' {
  export type StringValue = `${number}${'' | ' '}${'ms' | 's' | 'm' | 'h' | 'd'}`;
}
