package socket

// What the tests need to know of the inside. They are a package of their own, because the network
// in memory that they use, package sim, imports this one.

const Lingering = lingering
