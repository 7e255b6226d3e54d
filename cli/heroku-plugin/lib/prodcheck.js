/**
 * Finding prodcheck and running it: no Heroku, no oclif.
 *
 * A token reaches it in its environment, where other users of the machine cannot read it; the words
 * of a command line they can.
 */

import {execFile, spawn} from 'node:child_process'
import {constants} from 'node:os'

export const COULD_NOT_FINISH = 3

const PROBE_TIMEOUT = 15_000 // milliseconds; a cold disk counts, prodcheck itself needs a few dozen

const INSTALL = ['pipx install prodcheck', 'Or set PRODCHECK_BIN to where it is.']
const UPGRADE = ['pipx upgrade prodcheck']
const NAME_ANOTHER = ['Set PRODCHECK_BIN to where prodcheck is, or unset it.']

/** Signals that end a program, and that whoever waits for one is sent too. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Why prodcheck cannot be run, and what to type about it. */
export class Unusable extends Error {
  constructor(message, suggestions) {
    super(message)
    this.suggestions = suggestions
  }
}

/** The program that PRODCHECK_BIN names, or the one on the PATH. */
export function programOf(environ) {
  return environ.PRODCHECK_BIN || 'prodcheck'
}

/**
 * Find a prodcheck that is new enough, and return what to start it by.
 *
 * Throws Unusable: it is not there, it is something else, or it is too old.
 */
export async function findProdcheck(environ, minimum) {
  const program = programOf(environ)
  const told = await versionOf(program, environ)
  const version = /^prodcheck (\d+)\.(\d+)\.(\d+)[\w.+-]*\s*$/.exec(told)
  if (!version) {
    const suggestions = environ.PRODCHECK_BIN ? NAME_ANOTHER : INSTALL
    throw new Unusable(`${program} does not answer --version as prodcheck does.`, suggestions)
  }

  if (isOlder(version.slice(1), minimum.split('.'))) {
    const wanted = `which needs ${minimum} or newer`
    throw new Unusable(`${told.trim()} is too old for this plugin, ${wanted}.`, UPGRADE)
  }

  return program
}

/**
 * Run prodcheck on the terminal of this process to its end.
 *
 * Returns its exit status, or the signal that it died of.
 */
export function run(program, words, environ) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {env: environ, stdio: 'inherit'})
    const giveBack = takeSignals(child)
    const ended = (settle) => (...how) => {
      giveBack()
      settle(...how)
    }

    child.once('error', ended(reject))
    child.once('exit', ended((status, signal) => resolve({status, signal})))
  })
}

/** End this process by a signal, as a shell expects of it: it leaves its loop only if it sees that. */
export function die(signal) {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  process.exitCode = 128 + constants.signals[signal] // for a system without such signals
}

/**
 * Leave the end to the child: pass on what asks for it, and outlive it.
 *
 * The CLI's own listeners would end this process at once, and the child would go on behind the
 * prompt of the shell. Ctrl-C reaches the child without us: a terminal sends it to both.
 */
function takeSignals(child) {
  const taken = ENDING.map((signal) => {
    const before = process.listeners(signal)
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY
    process.removeAllListeners(signal)
    process.on(signal, () => fromTerminal || child.kill(signal))
    return [signal, before]
  })
  return () => {
    for (const [signal, before] of taken) {
      process.removeAllListeners(signal)
      for (const listener of before) process.on(signal, listener)
    }
  }
}

function versionOf(program, environ) {
  return new Promise((resolve, reject) => {
    const options = {env: environ, timeout: PROBE_TIMEOUT, windowsHide: true}
    const take = (error, stdout) => {
      if (error?.syscall) reject(notThere(program, error.code, environ)) // it was never started
      else resolve(error ? '' : stdout)
    }

    try {
      execFile(program, ['--version'], options, take)
    } catch (error) {
      take(error) // Node tells of some paths at once: a part that is no folder, a script on Windows
    }
  })
}

function notThere(program, code, environ) {
  if (code !== 'ENOENT') return new Unusable(`${program} cannot be run (${code}).`, NAME_ANOTHER)
  if (environ.PRODCHECK_BIN) return new Unusable(`${program} is not there.`, NAME_ANOTHER)
  return new Unusable('prodcheck is not installed, or not on your PATH.', INSTALL)
}

function isOlder(version, minimum) {
  const at = version.findIndex((part, index) => Number(part) !== Number(minimum[index]))
  return at !== -1 && Number(version[at]) < Number(minimum[at])
}
