package model

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/wire"
)

// benchPrefix begins the name of a model that only streams, for benchmarks:
//
//	bench:chunks=1000,bytes=24,every=20ms,first=0s,stamp=true
//
// chunks (default 100) of so many bytes of text each (24), so far apart (0: a
// burst, as many chunks a write as fit into 32 KiB), the first one after a time
// (0s). With stamp the text of each paced chunk begins with the Unix time in
// nanoseconds, 19 digits, at which it was written. Finish, usage (when asked
// for) and [DONE] follow.
const benchPrefix = "bench:"

// benchPlan is a bench model's name, read.
type benchPlan struct {
	chunks, bytes int
	every, first  time.Duration
	stamp         bool
}

func parseBench(name string) (benchPlan, error) {
	p := benchPlan{chunks: 100, bytes: 24}
	for part := range strings.SplitSeq(strings.TrimPrefix(name, benchPrefix), ",") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		var err error
		switch key {
		case "chunks":
			p.chunks, err = strconv.Atoi(value)
		case "bytes":
			p.bytes, err = strconv.Atoi(value)
		case "every":
			p.every, err = time.ParseDuration(value)
		case "first":
			p.first, err = time.ParseDuration(value)
		case "stamp":
			p.stamp, err = strconv.ParseBool(value)
		default:
			err = fmt.Errorf("unknown key: want chunks, bytes, every, first or stamp")
		}
		if err != nil {
			return p, fmt.Errorf("read bench model %q: %q: %w", name, part, err)
		}
	}
	if p.chunks < 0 || p.bytes < 1 || p.bytes > 1<<20 || p.stamp && p.bytes < stampDigits {
		return p, fmt.Errorf("read bench model %q: want chunks >= 0, bytes of 1 to 1048576 and, with stamp, at least %d", name, stampDigits)
	}
	return p, nil
}

const (
	stampDigits = 19
	benchWrite  = 32 << 10
)

// bench streams what a bench model's name says.
func (m *Server) bench(v *wire.Visit, asked chatbot.Request) bool {
	p, err := parseBench(asked.Model)
	if err != nil {
		return v.Send(modelError(http.StatusNotFound, "invalid_request_error", err.Error()))
	}
	o := m.outcome(received{asked: asked, prompt: promptTokens(asked.Messages)}, dialect{}, chatbot.Step{})
	o.usage.Completion = p.chunks
	o.usage.Total = o.usage.Prompt + p.chunks
	_, finish, usage, done := o.frames()
	one := o.chunk(fields{"content": strings.Repeat("x", p.bytes)}, nil)
	v.Head(eventStream(""), -1)
	if !v.Flush() || p.first > 0 && !v.Pause(p.first) {
		return false
	}
	if p.every > 0 {
		if !paced(v, p, one) {
			return false
		}
	} else if !burst(v, p.chunks, one) {
		return false
	}
	return v.Push(bytes.Join([][]byte{finish, usage, done}, nil))
}

func burst(v *wire.Visit, chunks int, one []byte) bool {
	many := max(1, min(chunks, benchWrite/len(one)))
	block := bytes.Repeat(one, many)
	for chunks > 0 {
		n := min(many, chunks)
		if !v.Put(block[:n*len(one)]) {
			return false
		}
		chunks -= n
	}
	return v.Flush()
}

func paced(v *wire.Visit, p benchPlan, one []byte) bool {
	at := bytes.Index(one, bytes.Repeat([]byte("x"), p.bytes))
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	gone := v.Request.Context().Done()
	for i := range p.chunks {
		if i > 0 {
			select {
			case <-tick.C:
			case <-gone:
				return false
			}
		}
		if p.stamp {
			strconv.AppendInt(one[at:at], time.Now().UnixNano(), 10)
		}
		if !v.Push(one) {
			return false
		}
	}
	return true
}
