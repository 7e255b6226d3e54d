/** What the commands of this plugin have in common. */

import {readFileSync} from 'node:fs'

import {Command} from '@heroku-cli/command'

import {COULD_NOT_FINISH, Unusable, die, findProdcheck, run} from './prodcheck.js'

const PACKAGE = new URL('../package.json', import.meta.url)

/** A command that prodcheck carries out. */
export class ProdcheckCommand extends Command {
  /**
   * Run prodcheck in the place of this command: its output, its exit status, its death.
   *
   * `lend` returns what it needs in its environment, and is called when there is a prodcheck: nobody
   * is to log in for nothing.
   */
  async hand(words, lend = () => ({})) {
    const program = await this.find()
    const lent = await lend()
    const {status, signal} = await run(program, words, {...process.env, ...lent})
    if (signal) die(signal)
    else process.exitCode = status
  }

  async find() {
    const {minimum} = JSON.parse(readFileSync(PACKAGE, 'utf8')).prodcheck
    try {
      return await findProdcheck(process.env, minimum)
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      return this.error(error.message, {exit: COULD_NOT_FINISH, suggestions: error.suggestions})
    }
  }

  /** Lend prodcheck the session: a token of the CLI's own store is marked as one. */
  async session() {
    if (process.env.HEROKU_API_KEY) return {}
    if (!(await this.heroku.getAuth())) await this.logIn()
    return {HEROKU_API_KEY: await this.heroku.getAuth(), PRODCHECK_TOKEN_ORIGIN: 'heroku login'}
  }

  async logIn() {
    if (process.stdin.isTTY) return this.heroku.login()
    return this.error('You are not logged in to Heroku.', {
      exit: COULD_NOT_FINISH,
      suggestions: ['heroku login', 'Or set HEROKU_API_KEY to a token that may read your apps.'],
    })
  }
}
