/** `2026-11-22T14:03:07.000+0100`: Jira writes instants with the offset of the user's zone, without a colon. */
export function jiraTime(instant: number, timeZone: string): string {
  const offsetMinutes = offsetOf(instant, timeZone);
  const local = new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(offsetMinutes);
  return `${local}${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** Minutes east of UTC. */
function offsetOf(instant: number, timeZone: string): number {
  const parts = formatterOf(timeZone).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Building a formatter costs a hundred times more than using it, and lists hold thousands of instants. */
const formatterOf = (() => {
  const formatters = new Map<string, Intl.DateTimeFormat>();
  return (timeZone: string): Intl.DateTimeFormat => {
    const formatter =
      formatters.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
    return formatter;
  };
})();

const two = (number: number) => String(number).padStart(2, '0');
