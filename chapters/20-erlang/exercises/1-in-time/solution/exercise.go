// Package exercise is about a client in Erlang that does not wait for ever.
package exercise

// Program is an escript that fetches poems: its arguments are milliseconds and then ports. After so
// many milliseconds it gives up on the poems that are not there, says of each "poem N: not in time" on
// standard error, and prints the others in the order of their ports. Its exit status is 1 when a poem
// is missing.
const Program = `#!/usr/bin/env escript

main([Milliseconds | Ports]) ->
    erlang:send_after(list_to_integer(Milliseconds), self(), too_late),
    Running = maps:from_list([start(N, Port) || {N, Port} <- lists:enumerate(Ports)]),
    Poems = collect(Running, #{}),
    [file:write(standard_io, maps:get(N, Poems)) || N <- lists:sort(maps:keys(Poems))],
    case map_size(Poems) =:= length(Ports) of
        true -> ok;
        false -> halt(1)
    end.

start(N, Port) ->
    Main = self(),
    {_Pid, Monitor} = spawn_monitor(fun() -> get_poem(Main, N, list_to_integer(Port)) end),
    {Monitor, N}.

%% Receives until every process in Running is down, or it is too late, and returns the poems that came,
%% by their numbers. One message is for the whole time: an "after" would begin anew with each receive.
collect(Running, Poems) when map_size(Running) =:= 0 ->
    Poems;
collect(Running, Poems) ->
    receive
        {poem, N, Poem} ->
            collect(Running, Poems#{N => Poem});
        {'DOWN', Monitor, process, _Pid, Reason} ->
            {N, Others} = maps:take(Monitor, Running),
            case Reason of
                normal -> ok;
                _ -> say("poem ~w: ~p", [N, Reason])
            end,
            collect(Others, Poems);
        too_late ->
            [say("poem ~w: not in time", [N]) || N <- lists:sort(maps:values(Running)), not is_map_key(N, Poems)],
            Poems
    end.

get_poem(Main, N, Port) ->
    case gen_tcp:connect("127.0.0.1", Port, [binary, {active, false}, {show_econnreset, true}]) of
        {ok, Socket} -> Main ! {poem, N, read_poem(Socket, <<>>)};
        {error, Reason} -> exit(Reason)
    end.

read_poem(Socket, Poem) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Piece} -> read_poem(Socket, <<Poem/binary, Piece/binary>>);
        {error, closed} -> Poem;
        {error, Reason} -> exit(Reason)
    end.

say(Format, Arguments) -> io:format(standard_error, Format ++ "\n", Arguments).
`
