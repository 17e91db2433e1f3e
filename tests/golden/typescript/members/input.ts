type Both = Base & { extra: string; run(): void };
type Either = { kind: 'a'; a: number } | { kind: 'b'; go(): void } | { kind: 'c'; c: number };
export const settings = { depth: 1, click: () => {}, open() {} } as const;
export const handlers = { press: (e: Event) => {}, once: true } satisfies Handlers;
export const Field = forwardRef<HTMLInputElement, Props>((props, ref) => null);
function scoped() {
  const options = { a: 1 } as const;
}
