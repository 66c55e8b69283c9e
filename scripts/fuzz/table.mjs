/**
 * What runs of `npm run fuzz -- TARGET… --json FILE` have done, added up by target: `node scripts/fuzz/table.mjs FILE…`
 * prints it as Markdown.
 */
import { readFileSync } from 'node:fs';

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('name the files that npm run fuzz -- TARGET… --json FILE has written\n');
  process.exit(2);
}
const rows = new Map();
for (const line of files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean))) {
  const { target, inputs, cpuSeconds, edges, outcome } = JSON.parse(line);
  const row = rows.get(target) ?? { inputs: 0, timed: 0, seconds: 0, edges: 0, faults: 0 };
  row.inputs += inputs;
  if (cpuSeconds > 0) {
    row.timed += inputs;
    row.seconds += cpuSeconds;
  }
  row.edges = Math.max(row.edges, edges);
  if (outcome !== 'no fault') row.faults++;
  rows.set(target, row);
}
const number = (value) => Math.round(value).toLocaleString('en');
process.stdout.write(
  '| target | inputs | a second of one processor | branches reached | runs that ended with a fault |\n',
);
process.stdout.write('| --- | ---: | ---: | ---: | ---: |\n');
for (const [target, { inputs, timed, seconds, edges, faults }] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(
    `| ${target} | ${number(inputs)} | ${seconds > 0 ? number(timed / seconds) : '–'} | ${number(edges)} | ${faults} |\n`,
  );
const sum = (isCounted) =>
  [...rows].reduce((total, [target, { inputs }]) => total + (isCounted(target) ? inputs : 0), 0);
process.stdout.write(
  `\n${number(sum(() => true))} inputs in all, ${number(sum((target) => target !== 'native'))} of them to readers in TypeScript.\n`,
);
