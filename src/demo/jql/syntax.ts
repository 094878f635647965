/** A parsed JQL query. */
export interface JqlQuery {
  readonly where: Clause | undefined;
  readonly orderBy: readonly Sort[];
}

export interface Sort {
  readonly field: string;
  /** Undefined when not written: the field's own default holds. */
  readonly direction: 'asc' | 'desc' | undefined;
}

export type Clause =
  | { readonly kind: 'and' | 'or'; readonly clauses: readonly Clause[] }
  | { readonly kind: 'not'; readonly clause: Clause }
  | Terminal;

export interface Terminal {
  readonly kind: 'terminal';
  /** As written, unquoted: `Story Points`, `cf[10010]`. */
  readonly field: string;
  readonly operator: Operator;
  /** Undefined for CHANGED only. */
  readonly operand: Operand | undefined;
  readonly predicates: readonly Predicate[];
}

export type Operator =
  | '='
  | '!='
  | '~'
  | '!~'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in'
  | 'is'
  | 'is not'
  | 'was'
  | 'was not'
  | 'was in'
  | 'was not in'
  | 'changed'
  /** Not part of the language: what NOT makes of CHANGED. */
  | 'not changed';

export type Operand =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'list'; readonly items: readonly Operand[] }
  | JqlFunction;

export interface JqlFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly string[];
}

export interface Predicate {
  readonly operator: 'from' | 'to' | 'by' | 'before' | 'after' | 'on' | 'during';
  readonly operand: Operand;
}

const OPPOSITES: Readonly<Record<Operator, Operator>> = {
  '=': '!=',
  '!=': '=',
  '~': '!~',
  '!~': '~',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  in: 'not in',
  'not in': 'in',
  is: 'is not',
  'is not': 'is',
  was: 'was not',
  'was not': 'was',
  'was in': 'was not in',
  'was not in': 'was in',
  changed: 'not changed',
  'not changed': 'changed',
};

/**
 * Moves every NOT down into the operators, as Jira does. This is more than tidiness: `NOT assignee = x` thereby means
 * `assignee != x`, which leaves out issues without an assignee.
 */
export function pushDownNot(clause: Clause, isNegated = false): Clause {
  if (clause.kind === 'not') return pushDownNot(clause.clause, !isNegated);
  if (clause.kind === 'terminal') {
    return isNegated ? { ...clause, operator: OPPOSITES[clause.operator] } : clause;
  }
  const flipped = clause.kind === 'and' ? 'or' : 'and';
  return {
    kind: isNegated ? flipped : clause.kind,
    clauses: clause.clauses.map((child) => pushDownNot(child, isNegated)),
  };
}
