package main

import (
	"io"
	"sync"

	"google.golang.org/grpc"
)

// outputStream carries a process's output to the engine. Standard output and error are written at the same time, but a
// gRPC stream takes one message at a time.
type outputStream[Response any] struct {
	mu     sync.Mutex
	server grpc.ServerStreamingServer[Response]
}

func (s *outputStream[Response]) send(response *Response) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server.Send(response)
}

// writer sends every write as the response that wrap makes of it.
func (s *outputStream[Response]) writer(wrap func([]byte) *Response) io.Writer {
	return streamWriter(func(text []byte) error { return s.send(wrap(text)) })
}

type streamWriter func([]byte) error

func (write streamWriter) Write(text []byte) (int, error) {
	if err := write(text); err != nil {
		return 0, err
	}
	return len(text), nil
}
