import type { LookupFunction } from 'node:net';
import type { Fetch } from '#atlassian/http/trustedFetch.ts';

/** A fetch whose name resolution fails on demand; every name that it knows is this machine. */
export class FakeNames {
  private code = '';
  private left = 0;
  private dispatcher: NonNullable<RequestInit['dispatcher']> | undefined;

  fail(code: 'ENOTFOUND' | 'EAI_AGAIN', times: number): void {
    this.code = code;
    this.left = times;
  }

  recover(): void {
    this.left = 0;
  }

  readonly fetch: Fetch = async (url, init) => {
    this.dispatcher ??= await dispatcherWith(this.lookup);
    return fetch(url, { ...init, dispatcher: this.dispatcher });
  };

  private readonly lookup: LookupFunction = (hostname, options, callback) => {
    if (this.left > 0) {
      this.left--;
      const { code } = this;
      callback(Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, syscall: 'getaddrinfo' }), '', 4);
    } else if (options.all) {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    } else {
      callback(null, '127.0.0.1', 4);
    }
  };
}

async function dispatcherWith(lookup: LookupFunction): Promise<NonNullable<RequestInit['dispatcher']>> {
  await fetch('data:,'); // the runtime makes its dispatcher at the first use of fetch
  const current: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (typeof current !== 'object' || current === null) {
    throw new Error('this runtime has no global dispatcher');
  }
  return Reflect.construct(current.constructor, [{ connect: { lookup } }]);
}
