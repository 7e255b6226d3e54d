/**
 * Write oclif.manifest.json, before the package is packed.
 *
 * With it the CLI knows the commands without loading them; without it every command of the CLI, ours
 * or not, would start slower.
 */

import {writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

import {Plugin} from '@oclif/core'

const root = fileURLToPath(new URL('.', import.meta.url))
const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true})
await plugin.load()
writeFileSync(new URL('oclif.manifest.json', import.meta.url), JSON.stringify(plugin.manifest, null, 2))
