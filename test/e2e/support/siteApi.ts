/** The demo site's REST API, asked without any code of ours in between. */
export interface SiteApi {
  get(path: string): Promise<Json>;
}

/** A JSON value to be looked into by path; anything absent is undefined. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): Json {
    return path.reduce<Json>(({ value }, name) => {
      const isContainer = typeof value === 'object' && value !== null;
      return new Json(isContainer ? Reflect.get(value, name) : undefined);
    }, this);
  }

  get items(): Json[] {
    return Array.isArray(this.value) ? this.value.map((item) => new Json(item)) : [];
  }

  get text(): string {
    return typeof this.value === 'string' ? this.value : JSON.stringify(this.value);
  }
}

export function siteApi({ url, email, token }: { url: string; email: string; token: string }): SiteApi {
  const authorization = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  return {
    async get(path) {
      const response = await fetch(`${url}${path}`, { headers: { authorization, accept: 'application/json' } });
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return new Json(await response.json());
    },
  };
}
