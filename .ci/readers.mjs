// What hyparquet (npm), which reads Parquet in browsers, reads in runs: for every table and
// column the number of rows, nulls, sum, least and greatest value, labels and type, as a
// table for readers.py. Called by .ci/readers:
//
//   node readers.mjs FACTS NAME=FOLDER[:FOLDER...] ...
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const installed = createRequire(join(process.cwd(), 'package.json'))
const load = name => import(pathToFileURL(installed.resolve(name)))
const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await load('hyparquet')
const { compressors } = await load('hyparquet-compressors')

// Facts of a column, to which the values of one file after the other are added.
class Fact {
  constructor(type) { Object.assign(this, { type, rows: 0, nulls: 0, total: 0, low: undefined, high: undefined, labels: new Set() }) }
  add(value) {
    this.rows++
    if (value === null || value === undefined) { this.nulls++; return }
    if (typeof value === 'string') { this.labels.add(value); return }
    const x = Number(value)
    this.total += x
    this.low = this.low === undefined ? x : Math.min(this.low, x)
    this.high = this.high === undefined ? x : Math.max(this.high, x)
  }
}

async function addFile(facts, name, scenario) {
  const file = await asyncBufferFromFile(name)
  const metadata = await parquetMetadataAsync(file)
  const columns = metadata.schema.slice(1)
  for (const c of columns) facts.has(c.name) || facts.set(c.name, new Fact(c.type))
  facts.has('scenario') || facts.set('scenario', new Fact('BYTE_ARRAY'))
  for (const row of await parquetReadObjects({ file, metadata, compressors })) {
    for (const c of columns) facts.get(c.name).add(row[c.name])
    facts.get('scenario').add(scenario)
  }
}

const isFolder = name => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
const under = (folder, want) => isFolder(folder) ? readdirSync(folder).filter(want).sort() : []
const lines = ['run\ttable\tcolumn\ttype\trows\tnulls\ttotal\tlow\thigh\tlabels']
const [out, ...runs] = process.argv.slice(2)
for (const argument of runs) {
  const [run, where] = argument.split('=')
  const folders = where.split(':')
  const tables = new Set(folders.flatMap(f => under(f, name => under(join(f, name), s => s.startsWith('scenario=')).length > 0)))
  for (const table of tables) {
    const facts = new Map()
    for (const folder of folders)
      for (const scenario of under(join(folder, table), s => s.startsWith('scenario=')))
        for (const part of under(join(folder, table, scenario), p => p.endsWith('.parquet')))
          await addFile(facts, join(folder, table, scenario, part), scenario.slice('scenario='.length))
    for (const [column, f] of facts)
      lines.push([run, table, column, f.type, f.rows, f.nulls, f.total, f.low ?? '', f.high ?? '', [...f.labels].sort().join('|')].join('\t'))
  }
}
writeFileSync(out, lines.join('\n') + '\n')
