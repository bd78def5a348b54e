package main

import (
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/protocol"
)

// A pieceServer takes what one read returns for a request. It is broken, on purpose.
type pieceServer struct {
	service *transform.Service
	protocol.Transport
}

func (s *pieceServer) ConnectionMade(t protocol.Transport) { s.Transport = t }
func (s *pieceServer) ConnectionLost(reason error)         {}

func (s *pieceServer) DataReceived(data []byte) {
	if reply, err := transformd.Answer(s.service, string(data)); err == nil {
		s.Write([]byte(reply))
	}
	s.LoseConnection()
}
