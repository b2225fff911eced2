package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

// target is a server between the client and the fake model server, or that server itself.
type target struct {
	name    string
	url     string // where streams are asked for
	admin   string // base URL of its profiles; empty for the model itself
	ending  string // what the last frame of a good stream contains
	encode  func(question string) any
	process *child
}

// openAIBody is the request of a program that talks to a model server by itself.
func openAIBody(question string) any {
	return map[string]any{
		"model":          "bench-model",
		"stream":         true,
		"stream_options": map[string]any{"include_usage": true},
		"messages":       []map[string]string{{"role": "user", "content": question}},
	}
}

func nativeBody(question string) any { return map[string]string{"question": question} }

func (t *target) request(ctx context.Context, p plan) (*http.Request, error) {
	body, err := json.Marshal(t.encode(p.question()))
	if err != nil {
		return nil, fmt.Errorf("encode question: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	return req, nil
}

func directTarget(modelURL string) *target {
	return &target{name: "direct", url: modelURL + "/chat/completions", ending: "[DONE]", encode: openAIBody}
}

// startYardstick starts the bare proxy as a process of its own.
func startYardstick(ctx context.Context, self, modelURL string) (*target, error) {
	c, err := startChild("yardstick", exec.Command(self, "-role", "proxy", "-model", strings.TrimSuffix(modelURL, "/v1")))
	if err != nil {
		return nil, err
	}
	line, err := c.line(ctx)
	if err != nil {
		return nil, err
	}
	main, admin, ok := strings.Cut(line, " ")
	if !ok {
		return nil, fmt.Errorf("start yardstick: unexpected line %q", line)
	}
	return &target{name: "yardstick", url: "http://" + main + "/v1/chat/completions", admin: "http://" + admin,
		ending: "[DONE]", encode: openAIBody, process: c}, nil
}

// startQuotewire starts the real server on free ports and waits until it may take work.
func startQuotewire(ctx context.Context, binary, modelURL string) (*target, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	admin, err := freeAddr()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(binary)
	cmd.Env = []string{
		"HOME=/nonexistent",
		"OPENAI_BASE_URL=" + modelURL,
		"OPENAI_API_KEY=bench",
		"QUOTEWIRE_MODEL=bench-model",
		"QUOTEWIRE_DEMO=false",
		"QUOTEWIRE_STARTUP_CHECKS=false",
		"QUOTEWIRE_ADDR=" + addr,
		"QUOTEWIRE_ADMIN_ADDR=" + admin,
		"QUOTEWIRE_RATE_LIMIT=0",
		"QUOTEWIRE_MAX_STREAMS=4096",
		"QUOTEWIRE_MAX_STREAMS_PER_CLIENT=0", // all streams are of one address
		"QUOTEWIRE_LOG_LEVEL=warn",
	}
	c, err := startChild("quotewire", cmd)
	if err != nil {
		return nil, err
	}
	t := &target{name: "quotewire", url: "http://" + addr + "/api/chat/stream", admin: "http://" + admin,
		ending: "event: done", encode: nativeBody, process: c}
	if err := t.awaitReady(ctx, "http://"+addr+"/readyz"); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, c.output)
	}
	return t, nil
}

func (t *target) awaitReady(ctx context.Context, url string) error {
	return poll(ctx, 20*time.Second, func() error {
		if err := t.process.alive(); err != nil {
			return err
		}
		_, err := fetch(ctx, url)
		return err
	})
}

// freeAddr finds a port that is free now.
func freeAddr() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find free port: %w", err)
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// poll asks until there is no error or the time is over; then the last error stands.
func poll(ctx context.Context, limit time.Duration, ask func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := ask()
		if err == nil || wait(ctx, 20*time.Millisecond) != nil {
			return err
		}
	}
}

// fetch reads a small answer of status 200.
func fetch(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", url, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch %s: status %d", url, resp.StatusCode)
	}
	return body, nil
}

// heap is what live objects and stacks weigh after a collection.
func (t *target) heap(ctx context.Context) (int64, error) {
	profile, err := fetch(ctx, t.admin+"/debug/pprof/heap?gc=1&debug=1")
	if err != nil {
		return 0, err
	}
	return parseHeap(profile)
}
