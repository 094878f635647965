import { escapeXml } from '../storage/fromAdf.ts';
import type { SeedPeople } from './context.ts';

/** A page of the old editor, as people wrote it by hand: entities, nested lists, macros that ADF has no node for. */
export function legacyBasketStorage(people: SeedPeople, withNewDecision: boolean): string {
  const decision = `<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-attribute key="local-id">legacy-decisions</ac:adf-attribute><ac:adf-node type="decision-item"><ac:adf-attribute key="local-id">legacy-decision-1</ac:adf-attribute><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>Guest baskets expire after thirty days.</ac:adf-content></ac:adf-node></ac:adf-node><ac:adf-fallback><ul class="decision-list"><li>Guest baskets expire after thirty days.</li></ul></ac:adf-fallback></ac:adf-extension>`;
  return `<ac:structured-macro ac:name="toc" ac:schema-version="1" />
<h2>Purpose</h2>
<p>The basket keeps what a customer wants to buy&nbsp;&ndash; on every device. Written by <ac:link><ri:user ri:account-id="${escapeXml(people.emile.accountId)}" /></ac:link> on <time datetime="2024-11-04" />.</p>
<ac:structured-macro ac:name="info" ac:schema-version="1"><ac:rich-text-body><p>This page was written in the old editor.</p></ac:rich-text-body></ac:structured-macro>
<h2>Rules</h2>
<ul><li>At most 50 lines<ul><li>of at most 99 pieces</li></ul></li><li>Prices are read again <strong>on every display</strong></li></ul>
<table><tbody><tr><th>Event</th><th colspan="2">Effect</th></tr><tr><td>Login</td><td>Guest basket is merged</td><td><ac:structured-macro ac:name="status"><ac:parameter ac:name="title">Done</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro></td></tr></tbody></table>
<ac:structured-macro ac:name="code" ac:schema-version="1"><ac:parameter ac:name="language">java</ac:parameter><ac:plain-text-body><![CDATA[if (basket.lines().size() > 50) { throw new TooManyLines(); }]]></ac:plain-text-body></ac:structured-macro>
<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>legacy-task-1</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">Move this page to the new editor</span></ac:task-body></ac:task></ac:task-list>
${withNewDecision ? decision : ''}
<ac:structured-macro ac:name="jira" ac:schema-version="1"><ac:parameter ac:name="key">NIM-9</ac:parameter></ac:structured-macro>`;
}
