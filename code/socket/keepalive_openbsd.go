package socket

// keepAlive is empty: this system has one setting for all of its connections.
var keepAlive []option
