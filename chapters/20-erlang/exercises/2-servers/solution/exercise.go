// Package exercise is about the servers of this book in Erlang.
package exercise

// Program is an escript that recites the poem in a file to any number of clients at once:
//
//	escript serve PORT FILE                 all at once, and hangs up
//	escript serve PORT FILE BYTES DELAY     so many bytes at a time, with a rest of DELAY milliseconds
//
// Port 0 is any free one. The first line that it prints says where it listens. It never ends by itself,
// whatever its clients do.
const Program = `#!/usr/bin/env escript

main([Port, File | Pace]) ->
    {ok, Poem} = file:read_file(File),
    {ok, Door} = gen_tcp:listen(list_to_integer(Port), [binary, {active, false}, {ip, {127, 0, 0, 1}}, {backlog, 1024}]),
    {ok, {_, Open}} = inet:sockname(Door),
    io:format("Serving ~ts on 127.0.0.1:~w~n", [filename:basename(File), Open]),
    {Bytes, Delay} = case Pace of
        [] -> {byte_size(Poem), 0};
        [B, D] -> {list_to_integer(B), list_to_integer(D)}
    end,
    accept(Door, fun(Client) -> recite(Client, Poem, Bytes, Delay) end).

%% Every client gets a process, which owns the socket: when the process is over, whatever ended it, the
%% socket is closed. It waits for the word that the socket is its own.
accept(Door, Recite) ->
    {ok, Client} = gen_tcp:accept(Door),
    Reciter = spawn(fun() -> receive yours -> Recite(Client) end end),
    ok = gen_tcp:controlling_process(Client, Reciter),
    Reciter ! yours,
    accept(Door, Recite).

%% Sends the poem, piece by piece. A client that has left ends it.
recite(Client, Poem, Bytes, Delay) when byte_size(Poem) > Bytes ->
    <<Piece:Bytes/binary, Rest/binary>> = Poem,
    case gen_tcp:send(Client, Piece) of
        ok ->
            timer:sleep(Delay),
            recite(Client, Rest, Bytes, Delay);
        {error, _} ->
            ok
    end;
recite(Client, Last, _Bytes, _Delay) ->
    gen_tcp:send(Client, Last).
`
