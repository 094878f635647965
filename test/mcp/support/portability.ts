const combining = ['oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else'];
const unportable = ['additionalProperties', 'patternProperties', 'prefixItems', 'const', 'nullable', 'definitions'];

/**
 * What at least one known client refuses, drops or misreads in a schema: references, boolean schemas (one loses the
 * whole list in some clients), combinations, tuples, unions, mixed enums, arrays of anything, names with a dollar.
 */
export function portabilityProblems(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return [`${path}: ${JSON.stringify(schema)} is no schema object`];
  }
  const problems: string[] = [];
  const { type, items, properties, required, ...others }: Record<string, unknown> = { ...schema };
  for (const [keyword, value] of Object.entries(others)) {
    if (keyword.startsWith('$') || combining.includes(keyword) || unportable.includes(keyword)) {
      problems.push(`${path}: ${keyword}`);
    }
    if (
      keyword === 'enum' &&
      (asList(value).length === 0 || new Set(asList(value).map((one) => typeof one)).size > 1)
    ) {
      problems.push(`${path}: enum`);
    }
    if (keyword === 'description' && String(value).length > 1024) {
      problems.push(`${path}: description`);
    }
  }
  if (typeof type !== 'string') {
    problems.push(`${path}: ${type === undefined ? 'no type' : 'type union'}`);
  }
  if (type === 'array') {
    problems.push(
      ...(items === undefined ? [`${path}: array without items`] : portabilityProblems(items, `${path}/items`)),
    );
  }
  const members = Object.entries(Object(properties ?? {}));
  for (const [name, property] of members) {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
      problems.push(`${path}: property ${name}`);
    }
    problems.push(...portabilityProblems(property, `${path}/${name}`));
  }
  const unknown = asList(required ?? []).filter((name) => !members.some(([member]) => member === name));
  return [...problems, ...unknown.map((name) => `${path}: requires ${String(name)}, which there is not`)];
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
