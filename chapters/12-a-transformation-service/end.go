package main

import (
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/protocol"
)

// An endServer takes all that the client sends before it says that there will be no more.
type endServer struct {
	service *transform.Service
	protocol.Transport
	request []byte
}

func (s *endServer) ConnectionMade(t protocol.Transport) { s.Transport = t }
func (s *endServer) DataReceived(data []byte)            { s.request = append(s.request, data...) }
func (s *endServer) ConnectionLost(reason error)         {}

// ReadConnectionLost makes it a protocol.HalfCloser: the client has ended, and still listens.
func (s *endServer) ReadConnectionLost() {
	if reply, err := transformd.Answer(s.service, string(s.request)); err == nil {
		s.Write([]byte(reply))
	}
	s.LoseConnection()
}
