// Reads files of BPMN with bpmn-moddle, the reader of bpmn-js, and writes them again: a JSON object of texts in,
// the warnings and the text of each out.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.argv[2]);
const { BpmnModdle } = await import(pathToFileURL(require.resolve('bpmn-moddle')));
const answers = {};
for (const [name, xml] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const moddle = new BpmnModdle();
  try {
    const { rootElement, warnings } = await moddle.fromXML(xml);
    const written = await moddle.toXML(rootElement, { format: true });
    answers[name] = { warnings: warnings.map((warning) => warning.message), xml: written.xml };
  } catch (error) {
    answers[name] = { warnings: [String(error)], xml: '' };
  }
}
process.stdout.write(JSON.stringify(answers));
