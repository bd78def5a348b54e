//go:build !js

package socket

import "net"

// Blocking is the network of this machine as package net has it, with calls that block.
var Blocking Network = &struct {
	net.ListenConfig
	net.Dialer
}{}
