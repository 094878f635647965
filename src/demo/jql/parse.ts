/**
 * JQL text → `JqlQuery`, by Atlassian's own grammar (`@atlaskit/jql-parser`, an ANTLR parser).
 *
 * `@atlaskit/jql-ast` would give a tree ready made, but it brings a feature-flag client with Statsig's telemetry along
 * (260 KB more in the bundle) and does not decode `\uXXXX`; the parser's own tree is walked here instead.
 */
import {
  JQLLexer,
  JQLParser,
  type JqlArgumentContext,
  JqlChangedClauseContext,
  type JqlChangedPredicateContext,
  JqlComparisonClauseContext,
  JqlEqualsClauseContext,
  type JqlFieldContext,
  type JqlFunctionContext,
  JqlInClauseContext,
  JqlIsClauseContext,
  JqlLikeClauseContext,
  type JqlListContext,
  type JqlNotClauseContext,
  type JqlOperandContext,
  type JqlOrClauseContext,
  type JqlTerminalClauseContext,
  type JqlTerminalClauseRhsContext,
  JqlWasClauseContext,
  JqlWasInClauseContext,
  type JqlWasPredicateContext,
} from '@atlaskit/jql-parser';
import { CharStreams, CommonTokenStream } from 'antlr4ts';
import { JqlError } from './jqlError.ts';
import type { Clause, JqlFunction, JqlQuery, Operand, Operator, Predicate, Terminal } from './syntax.ts';
import { checkTokens, describeSyntaxError } from './syntaxError.ts';

/** @throws JqlError with the vendor's text for a syntax error. */
export function parseJql(jql: string): JqlQuery {
  const tokens = new CommonTokenStream(new JQLLexer(CharStreams.fromString(jql)));
  tokens.fill();
  checkTokens(tokens.getTokens(), jql);
  const parser = new JQLParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener({
    syntaxError: (_recognizer, symbol) => {
      const expected = parser.getExpectedTokens();
      throw new JqlError(describeSyntaxError(tokens.getTokens(), symbol, (type) => expected.contains(type)));
    },
  });
  const query = parser.jqlQuery();
  const where = query.jqlWhere()?.jqlOrClause();
  return {
    where: where && orClause(where),
    orderBy: (query.jqlOrderBy()?.jqlSearchSort() ?? []).map((sort) => ({
      field: fieldName(sort.jqlField()),
      direction: sort.DESC() ? 'desc' : sort.ASC() ? 'asc' : undefined,
    })),
  };
}

function orClause(context: JqlOrClauseContext): Clause {
  return compound(
    'or',
    context.jqlAndClause().map((child) => compound('and', child.jqlNotClause().map(notClause))),
  );
}

function compound(kind: 'and' | 'or', clauses: readonly Clause[]): Clause {
  const [first] = clauses;
  return clauses.length === 1 && first ? first : { kind, clauses };
}

function notClause(context: JqlNotClauseContext): Clause {
  const negated = context.jqlNotClause();
  if (negated) return { kind: 'not', clause: notClause(negated) };
  const nested = context.jqlSubClause();
  if (nested) return orClause(nested.jqlOrClause());
  return terminal(present(context.jqlTerminalClause()));
}

function terminal(context: JqlTerminalClauseContext): Terminal {
  return { kind: 'terminal', field: fieldName(context.jqlField()), ...rightHandSide(context.jqlTerminalClauseRhs()) };
}

function rightHandSide(context: JqlTerminalClauseRhsContext): Pick<Terminal, 'operator' | 'operand' | 'predicates'> {
  const clause = (operator: Operator, operand: Operand | undefined, predicates: readonly Predicate[] = []) => ({
    operator,
    operand,
    predicates,
  });
  if (context instanceof JqlEqualsClauseContext) {
    return clause(context.jqlEqualsOperator().NOT_EQUALS() ? '!=' : '=', operandOf(context));
  }
  if (context instanceof JqlLikeClauseContext) {
    return clause(context.jqlLikeOperator().NOT_LIKE() ? '!~' : '~', operandOf(context));
  }
  if (context instanceof JqlComparisonClauseContext) {
    const operator = context.jqlComparisonOperator();
    const written = operator.LT() ? '<' : operator.LTEQ() ? '<=' : operator.GT() ? '>' : '>=';
    return clause(written, operandOf(context));
  }
  if (context instanceof JqlInClauseContext) {
    return clause(context.jqlInOperator().NOT() ? 'not in' : 'in', operandOf(context));
  }
  if (context instanceof JqlIsClauseContext) {
    return clause(context.jqlIsOperator().NOT() ? 'is not' : 'is', { kind: 'empty' });
  }
  if (context instanceof JqlWasClauseContext) {
    const operator = context.jqlWasOperator().NOT() ? 'was not' : 'was';
    return clause(operator, operandOf(context), context.jqlWasPredicate().map(predicate));
  }
  if (context instanceof JqlWasInClauseContext) {
    const operator = context.jqlWasInOperator().NOT() ? 'was not in' : 'was in';
    return clause(operator, operandOf(context), context.jqlWasPredicate().map(predicate));
  }
  if (context instanceof JqlChangedClauseContext) {
    return clause('changed', undefined, context.jqlChangedPredicate().map(predicate));
  }
  throw new Error(`Unknown kind of JQL clause: ${context.text}`);
}

type WasOrChanged = JqlWasPredicateContext | JqlChangedPredicateContext;

function predicate(context: WasOrChanged): Predicate {
  const date = context.jqlDatePredicateOperator();
  const value = 'jqlValuePredicateOperator' in context ? context.jqlValuePredicateOperator() : undefined;
  return {
    operator: value
      ? value.FROM()
        ? 'from'
        : 'to'
      : date
        ? date.AFTER()
          ? 'after'
          : date.BEFORE()
            ? 'before'
            : 'on'
        : context.jqlUserPredicateOperator()
          ? 'by'
          : 'during',
    operand: operandOf(context.jqlPredicateOperand().jqlOperand()),
  };
}

/** The parts that a right-hand side may have; each kind of clause has some of them. */
interface OperandHolder {
  readonly text: string;
  jqlEmpty?(): unknown;
  jqlValue?(): { readonly text: string } | undefined;
  jqlFunction?(): JqlFunctionContext | undefined;
  jqlList?(): JqlListContext | undefined;
}

function operandOf(context: OperandHolder | JqlOperandContext): Operand {
  const list = context.jqlList?.();
  if (list) return { kind: 'list', items: list.jqlOperand().map(operandOf) };
  const call = context.jqlFunction?.();
  if (call) return functionCall(call);
  const value = context.jqlValue?.();
  if (value) return { kind: 'value', text: unquote(value.text) };
  return { kind: 'empty' };
}

function functionCall(context: JqlFunctionContext): JqlFunction {
  const args = context.jqlArgumentList()?.jqlArgument() ?? [];
  return {
    kind: 'function',
    name: unquote(context.jqlFunctionName().text),
    args: args.map((argument: JqlArgumentContext) => unquote(argument.text)),
  };
}

function fieldName(context: JqlFieldContext): string {
  return unquote(context.text);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function unquote(text: string): string {
  const inner = /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
  return inner.replace(/\\(?:u([\da-f]{4})|(.))/gis, (_match, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The JQL grammar promised a clause');
  return value;
}
