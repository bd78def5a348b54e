// Package exercise is about the servers of this book in Erlang.
package exercise

// Program is an escript that recites the poem in a file to any number of clients at once:
//
//	escript serve PORT FILE                 all at once, and hangs up
//	escript serve PORT FILE BYTES DELAY     so many bytes at a time, with a rest of DELAY milliseconds
//
// Port 0 is any free one. The first line that it prints says where it listens. It never ends by itself,
// whatever its clients do. This one recites to one client after the other, and has never heard of BYTES
// and DELAY.
const Program = `#!/usr/bin/env escript

main([Port, File | _Pace]) ->
    {ok, Poem} = file:read_file(File),
    {ok, Door} = gen_tcp:listen(list_to_integer(Port), [binary, {active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, {_, Open}} = inet:sockname(Door),
    io:format("Serving ~ts on 127.0.0.1:~w~n", [filename:basename(File), Open]),
    accept(Door, Poem).

accept(Door, Poem) ->
    {ok, Client} = gen_tcp:accept(Door),
    recite(Client, Poem),
    accept(Door, Poem).

recite(Client, Poem) ->
    ok = gen_tcp:send(Client, Poem),
    gen_tcp:close(Client).
`
