/** Loaded into every Node.js process under test: a connection to another machine is refused and noted. */

'use strict'

const {appendFileSync} = require('node:fs')
const net = require('node:net')

const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const host = typeof options === 'object' ? options.host : undefined
  if (host === undefined || host === 'localhost' || host.startsWith('127.')) return connect.apply(this, args)
  appendFileSync(process.env.CONNECTIONS_NOTED, `${host}\n`)
  this.destroy(new Error(`no connection to ${host} in a test`))
  return this
}
