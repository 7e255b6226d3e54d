import {flags} from '@heroku-cli/command'

import {ProdcheckCommand} from '../../lib/command.js'
import {asking, display, judging, reporting, words} from '../../lib/options.js'

export default class Check extends ProdcheckCommand {
  static aliases = ['prodcheck']

  static description = [
    'say what would take an app down, and how to fix it',
    'It reads how the app is set up and changes nothing.',
    'Exit status: 0 nothing at or above --fail-on, 1 something, 2 wrong usage or configuration, 3 could not finish.',
  ].join('\n')

  static examples = [
    '<%= config.bin %> <%= command.id %> -a myapp',
    '<%= config.bin %> <%= command.id %> -a myapp --only dns,ssl',
    '<%= config.bin %> <%= command.id %> -r staging --fail-on warning -o report.html',
    '<%= config.bin %> <%= command.id %> -a myapp --json | jq .verdict',
  ]

  static flags = {
    app: flags.app({required: true}),
    remote: flags.remote(),
    ...judging,
    ...reporting,
    ...asking,
    ...display,
  }

  async run() {
    const {app, remote: _remote, prompt: _prompt, ...options} = (await this.parse(Check)).flags
    await this.hand(['check', ...words(options)], async () => ({
      HEROKU_APP: app,
      ...(await this.session()),
    }))
  }
}
