import { main } from './lib/process.mjs';
import { packageExtension } from './lib/vsix.mjs';

await main(async () => {
  const { file, bytes } = await packageExtension();
  process.stdout.write(`${file}: ${(bytes / 1024).toFixed(0)} KiB\n`);
});
