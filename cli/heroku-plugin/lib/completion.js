/** What the TAB key offers as the value of an option. */

import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

import {programOf} from './prodcheck.js'

const DAY = 60 * 60 * 24 // seconds

/** The ids of the checks, as the installed prodcheck has them. */
export const checks = {
  cacheDuration: DAY,
  async options() {
    const {stdout} = await promisify(execFile)(programOf(process.env), ['checks', '--json'])
    return JSON.parse(stdout).map((check) => check.id)
  },
}

/** A few words that never change. */
export function oneOf(words) {
  return {cacheDuration: DAY, options: async () => words}
}
