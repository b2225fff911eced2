package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// client opens streams and counts what arrives. It looks for marks in the raw bytes instead of parsing frames, so that
// it takes little of the CPU time that the server measured needs.
type client struct {
	http *http.Client
	ids  atomic.Int64 // numbers the streams of one run
}

func newClient() *client {
	return &client{http: &http.Client{Transport: &http.Transport{
		DisableCompression:  true,
		MaxIdleConnsPerHost: 4096,
		ReadBufferSize:      32 << 10,
	}}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// arrival is told of each content chunk: the time it was received and, if the plan stamps, the time it was sent.
type arrival func(received time.Time, sent int64)

// open asks for a stream and returns its body.
func (c *client) open(ctx context.Context, t *target, p plan) (io.ReadCloser, error) {
	req, err := t.request(ctx, p)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("open stream: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		text, err := io.ReadAll(io.LimitReader(resp.Body, 500))
		return nil, errors.Join(fmt.Errorf("open stream: %s answered %d: %s", t.name, resp.StatusCode, text), err)
	}
	return resp.Body, nil
}

// whole reads a stream to its end and fails unless every chunk came and the end is a good one.
func (c *client) whole(ctx context.Context, t *target, p plan, each arrival) error {
	p.id = c.ids.Add(1)
	body, err := c.open(ctx, t, p)
	if err != nil {
		return err
	}
	defer body.Close()
	want := p.count
	if p.split {
		want++
	}
	n, last, err := scan(body, p.stamp, each)
	switch {
	case err != nil:
		return fmt.Errorf("read stream of %s: %w", t.name, err)
	case n != want:
		return fmt.Errorf("read stream of %s: %d chunks came of %d; it ended with %q", t.name, n, want, last)
	case !bytes.Contains(last, []byte(t.ending)):
		return fmt.Errorf("read stream of %s: no %q at the end: %q", t.name, t.ending, last)
	}
	return nil
}

const (
	scanBytes = 64 << 10
	keepBytes = 512 // enough for a stamp cut in two, and to show how a stream ended
)

// scan reads to the end, telling each content chunk. It returns their number and the last bytes.
func scan(r io.Reader, stamps bool, each arrival) (count int, last []byte, err error) {
	buf := make([]byte, scanBytes)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		data := buf[:kept+n]
		if each == nil {
			count += bytes.Count(data[kept:], []byte{mark})
		} else if n > 0 {
			found, err := tell(data, kept, stamps, each)
			if err != nil {
				return count, nil, err
			}
			count += found
		}
		kept = copy(buf, data[max(0, len(data)-keepBytes):])
		if errors.Is(err, io.EOF) {
			return count, buf[:kept], nil
		}
		if err != nil {
			return count, buf[:kept], err
		}
	}
}

// tell finds the marks in the new part of data.
func tell(data []byte, from int, stamps bool, each arrival) (count int, err error) {
	now := time.Now()
	for at := from; ; {
		i := bytes.IndexByte(data[at:], mark)
		if i < 0 {
			return count, nil
		}
		at += i
		var sent int64
		if stamps {
			var ok bool
			if sent, ok = stampBefore(data, at); !ok {
				return count, fmt.Errorf("read stamp: none before the mark in %q", data[max(0, at-40):at+1])
			}
		}
		each(now, sent)
		count++
		at++
	}
}
