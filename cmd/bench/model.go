package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// model is the fake model server. It writes prepared bytes straight to the socket: net/http would join the events of
// a burst into larger HTTP chunks than model servers send, and would take CPU time that the servers measured need.
type model struct {
	mu    sync.Mutex
	open  int
	ended map[int64]int64 // by plan id: when the client was seen to leave before the end, Unix nanoseconds
}

func newModel() *model { return &model{ended: map[int64]int64{}} }

// runModel serves until standard input ends, which it does when the bench ends, however it ends.
func runModel(ctx context.Context, stdout io.Writer) error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintln(stdout, ln.Addr())
	stop := context.AfterFunc(untilInputEnds(ctx), func() { ln.Close() })
	defer stop()
	newModel().serve(ln)
	return nil
}

func (m *model) serve(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return // the listener was closed
		}
		go m.converse(conn)
	}
}

// converse answers the requests of one connection until its client closes it.
func (m *model) converse(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 8<<10)
	for {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		body, err := io.ReadAll(io.LimitReader(req.Body, 8<<20))
		if err != nil {
			return
		}
		if strings.HasSuffix(req.URL.Path, "/chat/completions") {
			err = m.answer(conn, r, body)
		} else {
			err = m.control(conn, req.URL.Path)
		}
		if err != nil {
			return
		}
	}
}

// control answers the questions of the bench itself and the list of models.
func (m *model) control(conn net.Conn, path string) error {
	var v any
	switch path {
	case "/v1/models":
		v = json.RawMessage(`{"object":"list","data":[{"id":"bench-model","object":"model","owned_by":"bench"}]}`)
	case "/bench/state":
		m.mu.Lock()
		v = modelState{Open: m.open, Left: m.ended}
		m.ended = map[int64]int64{}
		m.mu.Unlock()
	default:
		_, err := io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		return err
	}
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	_, err = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// modelState is what the bench asks the fake model server: streams open now, and those left since it last asked.
type modelState struct {
	Open int             `json:"open"`
	Left map[int64]int64 `json:"left"`
}

func (m *model) answer(conn net.Conn, r *bufio.Reader, body []byte) error {
	p, err := parsePlan(body)
	if err != nil {
		_, err = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
		return err
	}
	m.mu.Lock()
	m.open++
	m.mu.Unlock()

	// The client sends nothing while it listens: a read that ends tells that it left, or, after the end of the
	// stream, that its next request is here.
	heard := make(chan error, 1)
	go func() {
		_, err := r.Peek(1)
		heard <- err
	}()
	left, err := m.stream(conn, p, heard)

	m.mu.Lock()
	m.open--
	if left {
		m.ended[p.id] = time.Now().UnixNano()
	}
	m.mu.Unlock()
	if err != nil {
		conn.Close()
	}
	if !left {
		err = <-heard
	}
	return err
}

// stream sends what the plan says; left tells that the client went before the end.
func (m *model) stream(conn net.Conn, p plan, heard <-chan error) (left bool, err error) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
	if _, err := conn.Write(append([]byte(head), openingChunk()...)); err != nil {
		return true, err
	}
	if left, err := sendChunks(conn, p, heard); left || err != nil {
		return left, err
	}
	var rest []byte
	if p.split {
		// Half an event, but a whole HTTP chunk: the standard library's client hands on nothing of a read that ends
		// within an HTTP chunk, and no server above it could.
		event := contentEvent(stampedText(strconv.FormatInt(time.Now().UnixNano(), 10)))
		if _, err := conn.Write(httpChunk(event[:len(event)/2])); err != nil {
			return true, err
		}
		rest = httpChunk(event[len(event)/2:])
	}
	var silence <-chan time.Time // nil: for ever
	if !p.hold {
		silence = time.After(p.pause)
	}
	if p.hold || p.pause > 0 {
		select {
		case err := <-heard:
			return true, fmt.Errorf("client left: %w", gone(err))
		case <-silence:
		}
	}
	_, err = conn.Write(append(rest, endingChunks(p.count)...))
	return err != nil, err
}

// gone makes an error of what ended the wait for the client, who may not speak before the stream's end.
func gone(err error) error {
	if err == nil {
		return fmt.Errorf("it spoke out of turn")
	}
	return err
}

// sendChunks writes each chunk by itself, as model servers do: one each gap, or
// without pause where there is none.
func sendChunks(conn net.Conn, p plan, heard <-chan error) (left bool, err error) {
	var next <-chan time.Time
	if p.gap > 0 {
		tick := time.NewTicker(p.gap)
		defer tick.Stop()
		next = tick.C
	} else {
		always := make(chan time.Time)
		close(always)
		next = always
	}
	plain, timed := contentChunk(" word"+string(rune(mark))), newStamped()
	for range p.count {
		chunk := plain
		if p.stamp {
			chunk = timed.now()
		}
		if _, err := conn.Write(chunk); err != nil {
			return true, err
		}
		select {
		case err := <-heard:
			return true, fmt.Errorf("client left: %w", gone(err))
		case <-next:
		}
	}
	return false, nil
}
