import { CqlError, type Token, tokenize } from './tokens.ts';

export type CqlValue =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly argument: string | undefined };

export type CqlOperator = '=' | '!=' | '~' | '!~' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type CqlNode =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly CqlNode[] }
  | { readonly kind: 'not'; readonly operand: CqlNode }
  | {
      readonly kind: 'clause';
      readonly field: string;
      readonly operator: CqlOperator;
      readonly values: readonly CqlValue[];
    };

export interface CqlQuery {
  /** Absent: `order by title` alone asks for everything. */
  readonly where: CqlNode | undefined;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
}

const maximumDepth = 50;

export function parseCql(cql: string): CqlQuery {
  return new Parser(tokenize(cql)).query();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  query(): CqlQuery {
    const startsWithOrder = this.isKeyword('order') && this.isKeyword('by', 1);
    const where = startsWithOrder ? undefined : this.either();
    const orderBy = this.order();
    const rest = this.peek();
    if (rest) throw new CqlError(`unexpected '${rest.text}'`);
    return { where, orderBy };
  }

  private either(): CqlNode {
    const operands = [this.both()];
    while (this.takeKeyword('or')) operands.push(this.both());
    const [only] = operands;
    return operands.length === 1 && only ? only : { kind: 'or', operands };
  }

  private both(): CqlNode {
    const operands = [this.unary()];
    while (this.takeKeyword('and')) operands.push(this.unary());
    const [only] = operands;
    return operands.length === 1 && only ? only : { kind: 'and', operands };
  }

  private unary(): CqlNode {
    this.depth += 1;
    if (this.depth > maximumDepth) throw new CqlError('the query is nested too deeply');
    try {
      if (this.takeKeyword('not')) return { kind: 'not', operand: this.unary() };
      if (this.take('open')) {
        const inner = this.either();
        this.expect('close', ')');
        return inner;
      }
      return this.clause();
    } finally {
      this.depth -= 1;
    }
  }

  private clause(): CqlNode {
    const field = this.take('word') ?? this.take('string');
    if (!field) throw new CqlError(`expected a field but found '${this.peek()?.text ?? 'the end of the query'}'`);
    const operator = this.operator();
    const isList = operator === 'in' || operator === 'not in';
    const values = isList ? this.list() : [this.value()];
    return { kind: 'clause', field: field.text.toLowerCase(), operator, values };
  }

  private operator(): CqlOperator {
    const token = this.take('operator');
    switch (token?.text) {
      case '=':
      case '!=':
      case '~':
      case '!~':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return token.text;
      default:
    }
    if (this.takeKeyword('in')) return 'in';
    if (this.isKeyword('not') && this.isKeyword('in', 1)) {
      this.position += 2;
      return 'not in';
    }
    throw new CqlError(`expected an operator but found '${this.peek()?.text ?? 'the end of the query'}'`);
  }

  private list(): CqlValue[] {
    this.expect('open', '(');
    const values = [this.value()];
    while (this.take('comma')) values.push(this.value());
    this.expect('close', ')');
    return values;
  }

  private value(): CqlValue {
    const quoted = this.take('string');
    if (quoted) return { kind: 'literal', text: quoted.text };
    const word = this.take('word');
    if (!word || isReserved(word.text))
      throw new CqlError(`expected a value but found '${word?.text ?? this.peek()?.text ?? 'the end of the query'}'`);
    if (!this.take('open')) return { kind: 'literal', text: word.text };
    const argument = this.take('string') ?? this.take('word');
    this.expect('close', ')');
    return { kind: 'call', name: word.text.toLowerCase(), argument: argument?.text };
  }

  private order(): { field: string; descending: boolean }[] {
    if (!this.takeKeyword('order')) return [];
    if (!this.takeKeyword('by')) throw new CqlError("expected 'by' after 'order'");
    const fields: { field: string; descending: boolean }[] = [];
    do {
      const field = this.take('word');
      if (!field) throw new CqlError("expected a field after 'order by'");
      const descending = this.takeKeyword('desc');
      if (!descending) this.takeKeyword('asc');
      fields.push({ field: field.text.toLowerCase(), descending });
    } while (this.take('comma'));
    return fields;
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }

  private take(kind: Token['kind']): Token | undefined {
    const token = this.peek();
    if (token?.kind !== kind) return undefined;
    this.position += 1;
    return token;
  }

  private expect(kind: Token['kind'], text: string): void {
    if (!this.take(kind))
      throw new CqlError(`expected '${text}' but found '${this.peek()?.text ?? 'the end of the query'}'`);
  }

  private isKeyword(keyword: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'word' && token.text.toLowerCase() === keyword;
  }

  private takeKeyword(keyword: string): boolean {
    if (!this.isKeyword(keyword)) return false;
    this.position += 1;
    return true;
  }
}

const isReserved = (word: string): boolean => /^(and|or|not|in|order|by)$/i.test(word);
