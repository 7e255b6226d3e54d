import {flags} from '@heroku-cli/command'

import {ProdcheckCommand} from '../../lib/command.js'
import {asking, display, judging, reporting, words} from '../../lib/options.js'

export default class Fleet extends ProdcheckCommand {
  static description = 'check every app of a team, of a pipeline, or all that you can see'

  static examples = [
    '<%= config.bin %> <%= command.id %> -t myteam',
    '<%= config.bin %> <%= command.id %> -p mypipeline --only dns,ssl',
    '<%= config.bin %> <%= command.id %> --all -o fleet.csv',
  ]

  static flags = {
    team: flags.team(),
    pipeline: flags.pipeline(),
    all: flags.boolean({description: 'check every app that you can see'}),
    failing: flags.boolean({description: 'show the apps alone that are not ready'}),
    keep: flags.integer({description: "calls of the account's hour to leave to people", helpValue: 'N'}),
    'no-resume': flags.boolean({description: 'start anew, whatever an earlier run has done'}),
    ...judging,
    ...reporting,
    ...asking,
    ...display,
  }

  async run() {
    const {flags: {prompt: _prompt, ...options}, metadata} = await this.parse(Fleet)
    const isDefault = metadata.flags.team?.setFromDefault // HEROKU_TEAM, where nothing else is said
    if (isDefault && (options.all || options.pipeline)) delete options.team
    await this.hand(['fleet', ...words(options)], () => this.session())
  }
}
