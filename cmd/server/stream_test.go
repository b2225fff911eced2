package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// frame is one event of a stream.
type frame struct {
	name string
	data map[string]any
}

func (f frame) text(field string) string {
	s, _ := f.data[field].(string)
	return s
}

// stream is an answer as a client reads it.
type stream struct {
	cancel context.CancelFunc
	res    *http.Response
	lines  *bufio.Reader
	frames []frame // all so far
}

// ask opens a stream; the test's end closes it.
func ask(t *testing.T, client *http.Client, base, question string) *stream {
	t.Helper()
	return openStream(t, client, base+"/api/chat/stream?question="+url.QueryEscape(question))
}

func openStream(t *testing.T, client *http.Client, address string) *stream {
	t.Helper()
	// The test's own context ends before its cleanups, where streams are read no more.
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("%s: %s", res.Status, body)
	}
	return &stream{cancel: cancel, res: res, lines: bufio.NewReader(res.Body)}
}

// next reads one event, past comments. At a clean end its error is io.EOF.
func (s *stream) next() (frame, error) {
	var f frame
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			return frame{}, err
		}
		line = strings.TrimSuffix(line, "\n")
		field, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "" && f.name != "":
			s.frames = append(s.frames, f)
			return f, nil
		case field == "event":
			f.name = value
		case field == "data":
			if err := json.Unmarshal([]byte(value), &f.data); err != nil {
				return frame{}, fmt.Errorf("decode %q: %w", value, err)
			}
		}
	}
}

// until reads up to the first event of that name.
func (s *stream) until(t *testing.T, name string) frame {
	t.Helper()
	for {
		f, err := s.next()
		if err != nil {
			t.Fatalf("the stream ends before %q: %v; events so far: %v", name, err, s.names())
		}
		if f.name == name {
			return f
		}
	}
}

// rest reads to the end, which must be a clean one.
func (s *stream) rest() (last frame, err error) {
	for {
		f, err := s.next()
		if err == io.EOF && len(s.frames) > 0 {
			return s.frames[len(s.frames)-1], nil
		}
		if err != nil {
			return f, err
		}
	}
}

func (s *stream) names() (names []string) {
	for _, f := range s.frames {
		names = append(names, f.name)
	}
	return names
}

// clients are one that speaks HTTP/1.1 and one that speaks HTTP/2 without TLS.
func clients(t *testing.T) (http1, http2 *http.Client) {
	t.Helper()
	make := func(unencrypted2 bool) *http.Client {
		var protocols http.Protocols
		protocols.SetHTTP1(!unencrypted2)
		protocols.SetUnencryptedHTTP2(unencrypted2)
		transport := &http.Transport{Protocols: &protocols}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	return make(false), make(true)
}
