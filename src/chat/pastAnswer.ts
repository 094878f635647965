/** An earlier answer for a model: without its citations, whose numbers stand for other sources now, and without marks. */
export function pastAnswer(markdown: string): string {
  return markdown
    .replace(/\s*\[\\\[\d+\\\]\]\(\S+(?: "[^"\n]*")?\)/g, '')
    .replace(/\s*\\\[\d+\\\]/g, '')
    .replace(/\s*⚠ \*[^*\n]*\*/g, '')
    .trim();
}
