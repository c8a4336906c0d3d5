// `npm start`: installs when needed, builds the dashboard when needed, and runs the product.
// Plain JavaScript for Node 18 and newer: nothing is installed yet when it runs.

import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildDashboard, handOver, prepare, root, runTool, say, Trouble } from './prepare.mjs';

const usage = `Usage: npm start -- [--port 3000] [--host 127.0.0.1] [--data folder]

The same can be said in the environment: PORT, HOST, AINFLUENCER_DATA.`;

runTool(async () => {
  const wanted = readOptions(process.argv.slice(2));
  if (wanted === null) {
    say(usage);
    return 0;
  }
  const host = wanted.HOST ?? (process.env.HOST || '127.0.0.1');
  const port = portOf(wanted.PORT ?? (process.env.PORT || '3000'));
  await checkPort(host, port);
  const runtime = await prepare('production');
  await buildDashboard(runtime);
  return handOver(runtime, [join(root, 'server', 'src', 'main.ts')], { NODE_ENV: 'production', ...wanted });
});

function readOptions(args) {
  const names = { '--port': 'PORT', '--host': 'HOST', '--data': 'AINFLUENCER_DATA' };
  const wanted = {};
  for (let at = 0; at < args.length; at++) {
    const [name, inline] = args[at].split(/=(.*)/s);
    if (name === '--help' || name === '-h') return null;
    const variable = names[name];
    if (variable === undefined) throw new Trouble(`There is no option ${name}.\n\n${usage}`);
    const value = inline ?? args[++at];
    if (!value) throw new Trouble(`The option ${name} needs a value.\n\n${usage}`);
    wanted[variable] = value;
  }
  return wanted;
}

function portOf(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Trouble(
    `"${text}" is not a port. Choose a number from 1 to 65535, such as: npm start -- --port 4000`,
  );
}

/** Better to hear it now than after minutes of installing; the program checks again when it listens. */
function checkPort(host, port) {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') {
        fail(
          new Trouble(
            `Port ${port} is already taken, maybe by a copy of AInfluencer that is running: look at http://localhost:${port}\n` +
              `Stop that program, or choose another port: npm start -- --port ${port === 65_535 ? 3000 : port + 1}`,
          ),
        );
      } else if (error.code === 'EACCES') {
        fail(
          new Trouble(`This user may not open port ${port}. Choose one above 1023: npm start -- --port 3000`),
        );
      } else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
        fail(
          new Trouble(
            `This machine has no address ${host}. Use 127.0.0.1 (only this machine) or 0.0.0.0 (all).`,
          ),
        );
      } else {
        fail(error);
      }
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(done));
  });
}
