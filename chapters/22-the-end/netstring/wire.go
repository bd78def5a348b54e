// Package netstring answers requests in netstrings, many on a connection, one after another. Here are
// both ends of the protocol: a [Server] is a factory for the reactor, [Get] is a client.
//
//	17:lower.nightshift,        a request: a change, or nothing, a full stop, a poem
//	12:+night shift,            an answer: the poem
//	24:-unknown no such poem,   or the kind of an error, and the problem
//
// It runs on the book's reactor: connections stay open and are idle most of the time, which is what
// a loop is cheap at, and protocol.NetstringReceiver has the limits already.
package netstring

import (
	"errors"
	"strings"

	"slowpoetry/chapters/22-the-end/poem"
)

// longest is how many bytes a request may have.
const longest = 200

// request returns a request as it is on the wire.
func request(q poem.Request) string { return q.Change + "." + q.Poem }

// parseRequest is the reverse of request.
func parseRequest(text string) (poem.Request, error) {
	change, name, ok := strings.Cut(text, ".")
	if !ok {
		return poem.Request{}, &poem.Error{Kind: poem.Unknown, Problem: "a request is CHANGE.POEM, or .POEM"}
	}
	return poem.Request{Poem: name, Change: change}, nil
}

//listing:wire

// answer returns an answer as it is on the wire.
func answer(text string, err error) string {
	if err != nil {
		e := poem.As(err)
		return "-" + string(e.Kind) + " " + e.Problem
	}
	return "+" + text
}

// parseAnswer is the reverse of answer.
func parseAnswer(reply string) (text string, err error) {
	if text, ok := strings.CutPrefix(reply, "+"); ok {
		return text, nil
	}
	kind, problem, ok := strings.Cut(strings.TrimPrefix(reply, "-"), " ")
	if !ok || reply[0] != '-' {
		return "", errors.New("this is no answer")
	}
	return "", &poem.Error{Kind: poem.Kind(kind), Problem: problem}
}

//listing:end
