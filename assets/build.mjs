// Builds dist/: everything the browser loads, under names that carry their content's hash.
// Own CSS and script, and four npm packages copied as they are; nothing is fetched and nothing third-party is committed.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { report } from './contrast.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const dist = join(here, 'dist');
const read = (...path) => readFileSync(join(here, ...path), 'utf8');
const names = {};

const { low } = report();
if (low.length) {
  console.error(['assets: too little contrast', ...low.map(({ line }) => line)].join('\n'));
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

/** Writes one file under its hashed name, compressed beside it when that helps, and notes the name in the manifest. */
function put(name, body, compress = true) {
  const bytes = Buffer.from(body);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const [stem, ext] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
  names[name] = `${stem}.${hash}${ext}`;
  writeFileSync(join(dist, names[name]), bytes);
  if (compress) {
    writeFileSync(join(dist, `${names[name]}.br`), brotliCompressSync(bytes));
    writeFileSync(join(dist, `${names[name]}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

const packaged = (path) => readFileSync(join(modules, path));
put('plex-400.woff2', packaged('@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff2'), false);
put('plex-600.woff2', packaged('@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff2'), false);
put('readex.woff2', packaged('@fontsource-variable/readex-pro/files/readex-pro-arabic-wght-normal.woff2'), false);
put('htmx.js', packaged('htmx.org/dist/htmx.min.js'));
put('app.js', read('js', 'app.js'));
put('session.js', read('js', 'session.js'));
put('passkeys.js', read('js', 'passkeys.js'));
put('papers.js', read('js', 'papers.js'));
put('filing.js', read('js', 'filing.js'));

// One stylesheet, and one that only pages of staff load: the layers in order, comments and indentation taken out, fonts under their
// hashed names.
const stylesheet = (layers) => layers
  .map((layer) => read('css', `${layer}.css`))
  .join('\n')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/^\s+/gm, '')
  .replace(/url\("\.\/([a-z0-9.-]+)"\)/g, (_, font) => `url("${names[font]}")`);
put('app.css', stylesheet(['tokens', 'base', 'layout', 'parts', 'pages', 'util']));
put('staff.css', stylesheet(['staff']));

// The sprite holds the icons that icons.txt lists; a name that the package does not have stops the build.
const icons = read('icons.txt').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
const symbol = (name) => {
  const svg = packaged(`@tabler/icons/icons/outline/${name}.svg`).toString();
  const paths = [...svg.matchAll(/<(?:path|circle|rect|line|polyline)[^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('stroke="none"'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths.join('').replace(/\s+/g, ' ')}</symbol>`;
};
put('icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join('')}</svg>`);
put('favicon.svg', read('favicon.svg'));

// What the licences page shows: each package that is shipped to the browser, with the text of its licence.
const licence = (name) => {
  const about = JSON.parse(packaged(`${name}/package.json`));
  return { name, version: about.version, licence: about.license, text: packaged(`${name}/LICENSE`).toString().trim() };
};
const shipped = Object.keys(JSON.parse(read('package.json')).dependencies).sort();
writeFileSync(join(dist, 'licences.json'), `${JSON.stringify(shipped.map(licence), null, 1)}\n`);

writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(names, null, 1)}\n`);

const size = (name) => (gzipSync(readFileSync(join(dist, names[name])), { level: 9 }).length / 1024).toFixed(1);
console.log(`assets: ${icons.length} icons; gzip KB: ${['app.css', 'app.js', 'htmx.js', 'icons.svg'].map((name) => `${name} ${size(name)}`).join(', ')}`);
