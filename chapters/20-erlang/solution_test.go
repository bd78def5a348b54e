package main

import exercise "slowpoetry/chapters/20-erlang/exercises/2-servers/solution"

// serveInErlang is the solution of the exercise about servers.
const serveInErlang = exercise.Program
