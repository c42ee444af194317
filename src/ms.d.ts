// The SDK's Duration type comes from `ms`, whose types do not resolve under nodenext. Without this declaration every
// Duration would silently be `any`, and `sleep('three bananas')` would compile.
declare module 'ms' {
  export type StringValue = `${number}${'' | ' '}${'ms' | 's' | 'm' | 'h' | 'd'}`;
}
