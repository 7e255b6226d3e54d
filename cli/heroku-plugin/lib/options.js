/** Options that several commands share, and how they are said to prodcheck. */

import {flags} from '@heroku-cli/command'

import {checks, oneOf} from './completion.js'

const FAIL_ON = ['failed', 'unknown', 'warning', 'never']

export const judging = {
  only: several({
    completion: checks,
    description: 'run these checks alone; may be repeated',
    helpValue: 'ID[,ID]',
  }),
  skip: several({
    completion: checks,
    description: 'leave these checks out; may be repeated',
    helpValue: 'ID[,ID]',
  }),
  'fail-on': flags.string({
    completion: oneOf(FAIL_ON),
    description: 'the least that makes the exit status 1; failed unless said otherwise',
    options: FAIL_ON,
  }),
  policy: flags.string({description: 'policy to judge by', helpValue: 'FILE'}),
  profile: flags.string({description: 'profile of the policy to judge by', helpValue: 'NAME'}),
  'no-waivers': flags.boolean({description: 'judge as if nothing were waived'}),
}

export const reporting = {
  json: flags.boolean({description: 'output in JSON format'}),
  format: flags.string({description: 'print this instead of text', helpValue: 'NAME'}),
  output: several({
    char: 'o',
    description: 'write a report too; the suffix decides its format; may be repeated',
    helpValue: 'FILE',
  }),
}

export const asking = {
  nameserver: several({description: 'DNS server to ask, an IP address; may be repeated', helpValue: 'HOST[:PORT]'}),
}

export const display = {
  'no-color': flags.boolean({description: 'print no colour'}),
}

/** Say parsed options as words of a command line. */
export function words(options) {
  return Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [value].flat().map((each) => `--${name}=${each}`),
  )
}

/** An option that may be repeated and takes one value each time, not all words that follow. */
function several(options) {
  return flags.string({...options, multiple: true, multipleNonGreedy: true})
}
