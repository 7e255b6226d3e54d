import {Args} from '@oclif/core'
import {flags} from '@heroku-cli/command'

import {ProdcheckCommand} from '../../lib/command.js'
import {display, reporting, words} from '../../lib/options.js'

export default class Checks extends ProdcheckCommand {
  static args = {
    id: Args.string({description: 'check to explain: why, when it fails, how to fix it'}),
  }

  static description = 'list the checks, or explain one'

  static examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> dns',
  ]

  static flags = {json: reporting.json, ...display}

  async run() {
    const {args, flags: {prompt: _prompt, ...options}} = await this.parse(Checks)
    await this.hand(args.id ? ['checks:info', args.id, ...words(options)] : ['checks', ...words(options)])
  }
}
